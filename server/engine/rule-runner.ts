import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { Configuration } from '../configuration/configuration';
import type { DocumentKind, SourceDocument } from '../documents/document';
import { isTestPath } from '../documents/path-class';
import type { CodeModel } from '../languages/code-model';
import type { ComposeFile } from '../languages/compose/compose-file';
import type { Dockerfile } from '../languages/dockerfile/dockerfile-model';
import type { EnvFile } from '../languages/env/env-file';
import type { YamlModel } from '../languages/yaml/yaml-model';
import type { ProjectView } from '../project/project-view';
import type { Finding, Severity } from '../rules/finding';
import type { Rule, RuleChecks } from '../rules/rule';
import { isSuppressed, readSuppressions } from './suppressions';

/** A document with what its language makes of it. Each model is built when the first rule asks. */
export interface CheckTarget {
  readonly document: SourceDocument;
  readonly code: CodeModel | null;
  readonly yaml: YamlModel | null;
  readonly compose: ComposeFile | null;
  readonly dockerfile: Dockerfile | null;
  readonly env: EnvFile | null;
  readonly definition: StackDefinition | null;
}

/** A rule that failed on a document: reported, never thrown. */
export interface RuleFault {
  readonly rule: string;
  readonly uri: string;
  readonly error: unknown;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly faults: readonly RuleFault[];
}

/** The checks that a kind of document calls for, most general last. */
const CHECKS_BY_KIND: Readonly<Record<DocumentKind, readonly (keyof RuleChecks)[]>> = {
  python: ['python', 'code', 'text'],
  typescript: ['typescript', 'code', 'text'],
  javascript: ['typescript', 'code', 'text'],
  rust: ['rust', 'code', 'text'],
  startup: ['startup', 'yaml', 'text'],
  compose: ['compose', 'yaml', 'text'],
  workflow: ['workflow', 'yaml', 'text'],
  yaml: ['yaml', 'text'],
  dockerfile: ['dockerfile', 'text'],
  env: ['env', 'text'],
  text: ['text'],
};

const TEXT_ONLY: readonly (keyof RuleChecks)[] = ['text'];

/** A rule with those of its checks that have to run on a document. */
export interface ApplicableRule {
  readonly rule: Rule;
  readonly checks: readonly (keyof RuleChecks)[];
}

/**
 * The rules that may have something to say on a document, with their checks; an empty list means it need not even be parsed.
 * `searchTriggers: false` leaves the text unread: right where a tree exists already, since running a rule on it costs less than
 * the search.
 */
export function applicableRules(
  rules: readonly Rule[],
  document: SourceDocument,
  configuration: Configuration,
  { searchTriggers = true } = {},
): ApplicableRule[] {
  const kindChecks = CHECKS_BY_KIND[document.kind];
  const test = isTestPath(document.path);
  const words = new Map<string, boolean>();
  const holds = (word: string): boolean => {
    let known = words.get(word);
    if (known === undefined) words.set(word, (known = document.text.includes(word)));
    return known;
  };
  const triggered = (triggers: readonly string[] | null): boolean =>
    !searchTriggers || triggers === null || triggers.some(holds);
  return rules.flatMap((rule) => {
    if ((test && rule.includesTests !== true) || severityOf(rule, configuration) === 'off') return [];
    const possible = (test ? TEXT_ONLY : kindChecks).filter((check) => rule.checks[check] !== undefined);
    if (possible.length === 0) return [];
    const { triggers, textTriggers = triggers } = rule;
    const checks = possible.filter((check) => triggered(check === 'text' ? textTriggers : triggers));
    return checks.length === 0 ? [] : [{ rule, checks }];
  });
}

/** True when a document's code has to be parsed for these rules. */
export function needsCode(rules: readonly ApplicableRule[]): boolean {
  return rules.some(({ checks }) => checks.some((check) => check !== 'text'));
}

export function severityOf(rule: Rule, configuration: Configuration): Severity | 'off' {
  return configuration.rules[rule.id]?.severity ?? configuration.rules[rule.topic]?.severity ?? rule.severity;
}

/** Runs rules on one document. Findings come in the order of the text, suppressed ones left out. */
export function runRules(
  rules: readonly ApplicableRule[],
  target: CheckTarget,
  project: ProjectView,
  configuration: Configuration,
): CheckResult {
  const { document } = target;
  const findings: Finding[] = [];
  const faults: RuleFault[] = [];
  for (const { rule, checks } of rules) {
    const severity = severityOf(rule, configuration);
    if (severity === 'off') continue;
    const context = {
      ...target,
      project,
      configuration,
      options: optionsOf(rule, configuration),
      report: (
        report: Parameters<NonNullable<RuleChecks['text']>>[0] extends { report(report: infer R): void } ? R : never,
      ) => {
        findings.push({
          rule: rule.id,
          severity: lower(report.severity ?? severity, configuration.rules[rule.id]?.severity),
          uri: document.uri,
          range: report.range,
          message: report.message,
          related: report.related ?? [],
          fixes: report.fixes ?? [],
        });
      },
    };
    for (const check of checks) {
      const run = rule.checks[check];
      if (run === undefined || !hasModel(check, target)) continue;
      try {
        // The models a check needs are there: `hasModel` saw to it.
        (run as (context: unknown) => void)(context);
      } catch (error) {
        faults.push({ rule: rule.id, uri: document.uri, error });
      }
    }
  }
  return { findings: withoutSuppressed(document, findings).sort(byPlace), faults };
}

function hasModel(check: keyof RuleChecks, target: CheckTarget): boolean {
  switch (check) {
    case 'text':
      return true;
    case 'dockerfile':
      return target.dockerfile !== null;
    case 'env':
      return target.env !== null;
    case 'startup':
      return target.definition !== null && target.yaml !== null;
    case 'compose':
      return target.compose !== null && target.yaml !== null;
    case 'yaml':
    case 'workflow':
      return target.yaml !== null;
    default:
      return target.code !== null;
  }
}

/** A severity set in the configuration holds for every finding of the rule, even those the rule itself would tone down. */
function lower(own: Severity, configured: Severity | 'off' | undefined): Severity {
  return configured === undefined || configured === 'off' ? own : configured;
}

function optionsOf(rule: Rule, configuration: Configuration): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(rule.options ?? {})) options[name] = option.default;
  return { ...options, ...configuration.rules[rule.id]?.options };
}

function withoutSuppressed(document: SourceDocument, findings: Finding[]): Finding[] {
  const suppressions = findings.length === 0 ? [] : readSuppressions(document);
  if (suppressions.length === 0) return findings;
  return findings.filter(
    (finding) => !isSuppressed(suppressions, finding.rule, document.lines.lineAt(finding.range.start)),
  );
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
