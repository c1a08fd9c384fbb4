import type { Configuration } from '../configuration/configuration';
import { isTestPath } from '../documents/path-class';
import type { CodeModel } from '../languages/code-model';
import type { YamlModel } from '../languages/yaml/yaml-model';
import { ruleNames } from '../rules/rule-names.generated';
import type { JudgedSuppression, Rule, SuppressionVerdict } from '../rules/rule';
import { severityOf } from './severity';
import { ALL_RULES, type NamedRule, type Suppression } from '../suppressions/suppression';

/** What was done to a document besides reading its suppressions. */
export interface FinishedRun {
  /** Of the document, below the project's root. */
  readonly path: string;
  readonly code: CodeModel | null;
  readonly yaml: YamlModel | null;
  readonly configuration: Configuration;
  /** Every rule that would have had its say, whether or not it had anything to look at. */
  readonly asked: readonly Rule[];
  /** Ids of rules that failed on the document. */
  readonly failed: ReadonlySet<string>;
  /** False where a rule could not see what it goes by. */
  readonly seen: boolean;
  readonly used: ReadonlySet<NamedRule>;
}

/** Tells of each suppression which of its rules it is needed for. A rule that nobody asked speaks neither for nor against it. */
export function judgeSuppressions(suppressions: readonly Suppression[], run: FinishedRun): JudgedSuppression[] {
  const asked = new Map(run.asked.map((rule) => [rule.id, rule]));
  const sound = run.seen && run.code?.root.hasError !== true && (run.yaml?.document.errors.length ?? 0) === 0;
  const isTest = isTestPath(run.path);

  const verdict = (named: NamedRule): SuppressionVerdict => {
    if (run.used.has(named)) return 'used';
    if (!sound) return 'unknown';
    if (named.id === ALL_RULES) {
      const complete = !isTest && run.failed.size === 0 && ruleNames.every((id) => asked.has(id));
      return complete ? 'idle' : 'unknown';
    }
    const rule = asked.get(named.id);
    if (rule === undefined || run.failed.has(rule.id) || (isTest && rule.includesTests !== true)) return 'unknown';
    return severityOf(rule, run.configuration) === 'off' ? 'unknown' : 'idle';
  };

  return suppressions.map((suppression) => ({
    suppression,
    verdicts: suppression.rules.map(verdict),
  }));
}
