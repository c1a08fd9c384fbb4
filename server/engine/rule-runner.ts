import type { Configuration } from '../configuration/configuration';
import type { ProjectView } from '../project/project-view';
import type { Finding } from '../rules/finding';
import type { Rule } from '../rules/rule';
import type { CheckTarget } from './check-target';
import type { ApplicableRule } from './rule-plan';
import { applySuppressions } from './apply-suppressions';
import { judgeSuppressions } from './judge-suppressions';
import { type RuleFault, hasModel, runChecks } from './run-checks';
import { readSuppressions } from '../suppressions/read-suppressions';

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly faults: readonly RuleFault[];
  /** Findings that suppressions silence; absent where there are none. */
  readonly silenced?: readonly Finding[];
}

/**
 * Runs rules on one document. Findings come in the order of the text, suppressed ones left out.
 *
 * @param run how the checks are run that do not wait for others: all of them on the whole document, if not told otherwise
 * @param asked every rule that would have its say on a document with something for it to look at; `rules` are those that have
 */
export function runRules(
  rules: readonly ApplicableRule[],
  target: CheckTarget,
  project: ProjectView,
  configuration: Configuration,
  asked: () => readonly Rule[] = () => [],
  run: typeof runChecks = runChecks,
): CheckResult {
  const { document } = target;
  const { findings, faults } = run(rules, target, project, configuration, undefined);
  const last = rules.filter(({ checks }) => checks.includes('suppressions'));
  const suppressions = findings.length === 0 && last.length === 0 ? [] : readSuppressions(document);
  if (suppressions.length === 0) return { findings: findings.sort(byPlace), faults };
  const silence = applySuppressions(document, findings, suppressions);
  const judged = judgeSuppressions(suppressions, {
    path: document.path,
    code: target.code,
    yaml: target.yaml,
    configuration,
    asked: last.length === 0 ? [] : asked(),
    failed: new Set(faults.map(({ rule }) => rule)),
    seen: rules.every(({ checks }) =>
      checks.every((check) => check === 'suppressions' || hasModel(check, target, undefined)),
    ),
    used: silence.used,
  });
  const late = runChecks(last, target, project, configuration, judged);
  const said = applySuppressions(document, late.findings, suppressions, { all: false });
  const left = [...silence.findings, ...said.findings];
  return { findings: left.sort(byPlace), faults: [...faults, ...late.faults], silenced: silence.silenced };
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
