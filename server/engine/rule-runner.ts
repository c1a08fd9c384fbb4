import type { Configuration } from '../configuration/configuration';
import type { ProjectView } from '../project/project-view';
import type { Finding } from '../rules/finding';
import type { JudgedSuppression, Rule, RuleChecks } from '../rules/rule';
import { CheckContext } from './check-context';
import type { CheckTarget } from './check-target';
import type { ApplicableRule } from './rule-plan';
import { applySuppressions } from './apply-suppressions';
import { judgeSuppressions } from './judge-suppressions';
import { readSuppressions } from '../suppressions/read-suppressions';

/** A rule that failed on a document: reported, never thrown. */
export interface RuleFault {
  readonly rule: string;
  readonly uri: string;
  readonly error: unknown;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly faults: readonly RuleFault[];
  /** Findings that suppressions silence; absent where there are none. */
  readonly silenced?: readonly Finding[];
}

/**
 * Runs rules on one document. Findings come in the order of the text, suppressed ones left out.
 *
 * @param asked every rule that would have its say on a document with something for it to look at; `rules` are those that have
 */
export function runRules(
  rules: readonly ApplicableRule[],
  target: CheckTarget,
  project: ProjectView,
  configuration: Configuration,
  asked: () => readonly Rule[] = () => [],
): CheckResult {
  const { document } = target;
  const { findings, faults } = runChecks(rules, target, project, configuration, undefined);
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

/**
 * Runs the checks for which the target has what they look at: those of `suppressions` once these have been judged, all others before.
 */
function runChecks(
  rules: readonly ApplicableRule[],
  target: CheckTarget,
  project: ProjectView,
  configuration: Configuration,
  suppressions: readonly JudgedSuppression[] | undefined,
): { readonly findings: Finding[]; readonly faults: RuleFault[] } {
  const { document } = target;
  const findings: Finding[] = [];
  const faults: RuleFault[] = [];
  for (const applicable of rules) {
    const { rule, checks } = applicable;
    const context = new CheckContext(target, project, configuration, applicable, suppressions, findings);
    for (const check of checks) {
      const run = rule.checks[check];
      if (run === undefined || !hasModel(check, target, suppressions)) continue;
      try {
        // The models a check needs are there: `hasModel` saw to it.
        (run as (context: unknown) => void)(context);
      } catch (error) {
        faults.push({ rule: rule.id, uri: document.uri, error });
      }
    }
  }
  return { findings, faults };
}

function hasModel(
  check: keyof RuleChecks,
  target: CheckTarget,
  suppressions: readonly JudgedSuppression[] | undefined,
): boolean {
  switch (check) {
    case 'text':
      // Once suppressions are judged, everything else has had its say.
      return suppressions === undefined;
    case 'suppressions':
      return suppressions !== undefined;
    case 'dockerfile':
      return target.dockerfile !== null;
    case 'env':
      return target.env !== null;
    case 'startup':
      return target.definition !== null && target.yaml !== null;
    case 'unit':
      return target.unit !== null;
    case 'models':
      return target.models !== null && target.yaml !== null;
    case 'compose':
      return target.compose !== null && target.yaml !== null;
    case 'yaml':
    case 'workflow':
      return target.yaml !== null;
    default:
      return target.code !== null;
  }
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.start - b.range.start || a.range.end - b.range.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
