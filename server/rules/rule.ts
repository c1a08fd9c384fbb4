import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Configuration } from '../configuration/configuration';
import type { SourceDocument } from '../documents/document';
import type { ComposeFile } from '../languages/compose/compose-file';
import type { UnitFile } from '../languages/unit/unit-file';
import type { Dockerfile } from '../languages/dockerfile/dockerfile-model';
import type { EnvFile } from '../languages/env/env-file';
import type { YamlModel } from '../languages/yaml/yaml-model';
import type { CodeModel } from '../languages/code-model';
import type { ProjectView } from '../project/project-view';
import type { Suppression } from '../suppressions/suppression';
import type { Fix, RelatedPlace, Severity } from './finding';
import type { RuleDocumentation } from './rule-documentation';

export type Topic =
  | 'network'
  | 'secrets'
  | 'configuration'
  | 'lifecycle'
  | 'resilience'
  | 'safety'
  | 'completeness'
  | 'startup'
  | 'models'
  | 'containers'
  | 'services'
  | 'ci'
  | 'suppressions';

/** What a check reports; the engine adds rule, file and configured severity. */
export interface Report {
  readonly range: TextRange;
  readonly message: string;
  /** Overrides the rule's severity for this case, e.g. a dependency that is only on another machine. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

export interface RuleContext {
  readonly document: SourceDocument;
  readonly project: ProjectView;
  /** The models of the document's language; null where it has none or was too large to be parsed. */
  readonly code: CodeModel | null;
  readonly yaml: YamlModel | null;
  /** What the project's configuration files say, beyond the rule's own options. */
  readonly configuration: Configuration;
  /** The rule's options: its defaults overlaid with the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  report(report: Report): void;
}

export interface CodeContext extends RuleContext {
  readonly code: CodeModel;
}

export interface YamlContext extends RuleContext {
  readonly yaml: YamlModel;
}

export interface StartupContext extends YamlContext {
  readonly definition: StackDefinition;
}

/** `composeServices(context)` of `rules/containers/compose-services.ts` gives the services as Compose merges them. */
export interface ComposeContext extends YamlContext {
  readonly compose: ComposeFile;
}

export interface DockerfileContext extends RuleContext {
  readonly dockerfile: Dockerfile;
}

export interface UnitContext extends RuleContext {
  /** The file as it stands; `effectiveUnit(context)` of `rules/services/agent-service.ts` adds its drop-ins. */
  readonly unit: UnitFile;
}

export interface ModelsContext extends YamlContext {
  readonly models: ModelManifest;
}

export interface EnvContext extends RuleContext {
  readonly env: EnvFile;
}

/**
 * The checks of a rule by what a document is. `code` serves Python, TypeScript, JavaScript and Rust; `yaml` every YAML file, startup and
 * Compose files and CI workflows included; `text` every text file that is read, whatever else it is.
 */
export interface RuleChecks {
  readonly python?: (context: CodeContext) => void;
  readonly typescript?: (context: CodeContext) => void;
  readonly rust?: (context: CodeContext) => void;
  readonly code?: (context: CodeContext) => void;
  readonly startup?: (context: StartupContext) => void;
  readonly compose?: (context: ComposeContext) => void;
  readonly workflow?: (context: YamlContext) => void;
  readonly unit?: (context: UnitContext) => void;
  readonly models?: (context: ModelsContext) => void;
  readonly dockerfile?: (context: DockerfileContext) => void;
  readonly yaml?: (context: YamlContext) => void;
  readonly env?: (context: EnvContext) => void;
  readonly text?: (context: RuleContext) => void;
  /** Runs after everything else, on documents of every kind that hold suppressions. */
  readonly suppressions?: (context: SuppressionContext) => void;
}

/**
 * What became of a rule that a suppression names: `used` if it silenced a finding, `idle` if the rule had its say and there was nothing to
 * silence, `unknown` if the rule was not asked (off, not selected, in want of other files) or could not see everything.
 */
export type SuppressionVerdict = 'used' | 'idle' | 'unknown';

export interface JudgedSuppression {
  readonly suppression: Suppression;
  /** One for each of the suppression's rules, in their order. */
  readonly verdicts: readonly SuppressionVerdict[];
}

export interface SuppressionContext extends RuleContext {
  readonly suppressions: readonly JudgedSuppression[];
}

/** A question to a whole text, for rules whose words are too common: a regular expression without flags, or anything as cheap. */
export interface TextTest {
  test(text: string): boolean;
}

export interface Rule {
  /** Public: used in configuration, suppressions, links and reports. */
  readonly id: string;
  readonly topic: Topic;
  /**
   * It tells whether agents start, so that `up` goes by it. Rules of the topic `startup` do so in any case, but for those that give advice
   * (severity information).
   */
  readonly concernsStart?: true;
  readonly severity: Severity | 'off';
  /** 1 (cosmetic) to 10 (the stack does not start, or a secret is out). */
  readonly impact: number;
  /** 1 (a quick fix) to 10 (a redesign). */
  readonly effort: number;
  /**
   * Literal words, case-sensitive: a file that holds none of them is not looked at by this rule. Null for rules that look at every
   * file of their kinds.
   */
  readonly triggers: readonly string[] | TextTest | null;
  /** The words for the `text` check where they differ: it needs no model, and may be worth running on more files. */
  readonly textTriggers?: readonly string[] | TextTest | null;
  /** True when findings depend on other files; such rules run again when the project changes. */
  readonly crossFile?: boolean;
  /** True for rules whose `text` check looks at test files, too. */
  readonly includesTests?: boolean;
  readonly options?: Readonly<Record<string, RuleOption>>;
  readonly documentation: RuleDocumentation;
  readonly checks: RuleChecks;
}

export interface RuleOption {
  readonly description: string;
  readonly default: unknown;
  /** JSON Schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Gives a rule its type. Every file in `server/rules/<topic>/` exports one rule under the name `rule`. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
