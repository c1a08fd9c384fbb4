/**
 * A rule's documentation: the only source of the hover, `explain`, the docs page and the reports. Texts are Markdown. The examples are
 * executed: each `bad` yields exactly one finding of the rule, each `good` none; when the rule has a safe fix, the fixed `bad`
 * yields none either.
 */
export interface RuleDocumentation {
  /** One line, in the third person: `Reports …`. */
  readonly summary: string;
  readonly whatItDoes: string;
  readonly whyItMatters: string;
  readonly examples: readonly RuleExample[];
  /** What the fix changes and when to look twice; absent for rules without a fix. */
  readonly fixSafety?: string;
  readonly references: readonly string[];
  readonly remediation: Remediation;
}

export interface RuleExample {
  /** Path of the example's file in its small project; its ending tells the language. */
  readonly path: string;
  readonly bad: string;
  readonly good: string;
  /** Other files of the project, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Remediation {
  readonly steps: readonly string[];
  /** How to see that it worked. */
  readonly test: string;
  readonly rollback: string;
  /** Rule ids or prerequisites to deal with first. */
  readonly dependsOn: readonly string[];
}
