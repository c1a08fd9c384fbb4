import type { Configuration } from '../configuration/configuration';
import type { ProjectView } from '../project/project-view';
import type { Finding } from '../rules/finding';
import type { JudgedSuppression, RuleChecks } from '../rules/rule';
import { CheckContext } from './check-context';
import type { CheckTarget } from './check-target';
import type { ApplicableRule } from './rule-plan';

/** A rule that failed on a document: reported, never thrown. */
export interface RuleFault {
  readonly rule: string;
  readonly uri: string;
  readonly error: unknown;
}

export interface Checked {
  readonly findings: Finding[];
  readonly faults: RuleFault[];
}

/**
 * Runs the checks for which the target has what they look at: those of `suppressions` once these have been judged, all others before.
 */
export function runChecks(
  rules: readonly ApplicableRule[],
  target: CheckTarget,
  project: ProjectView,
  configuration: Configuration,
  suppressions: readonly JudgedSuppression[] | undefined,
): Checked {
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

export function hasModel(
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
