import { nearestName } from '@agent-preflight/stack/definition/edit-distance';
import type { Configuration, RuleConfiguration } from '../configuration/configuration';
import type { Rule } from '../rules/rule';
import { UsageError } from './context';
import { separatedList } from './separated-list';

export interface Selection {
  readonly rules: readonly Rule[];
  /** Puts rules that are off by themselves in force where the user named them. */
  adjust(configuration: Configuration): Configuration;
}

/** Narrows the rules by `--select` and `--ignore`: lists of rule ids and topics, separated by commas or given several times. */
export function selectRules(
  catalogue: readonly Rule[],
  select: readonly string[] | undefined,
  ignore: readonly string[] | undefined,
): Selection {
  const selected = select === undefined ? null : expand(catalogue, select, '--select');
  const ignored = expand(catalogue, ignore ?? [], '--ignore');
  const rules = catalogue.filter((rule) => (selected === null || selected.has(rule.id)) && !ignored.has(rule.id));
  const named = new Set((select ?? []).flatMap(separatedList));
  return {
    rules,
    adjust: (configuration) => {
      const overrides: Record<string, RuleConfiguration> = {};
      for (const rule of rules) {
        const severity =
          configuration.rules[rule.id]?.severity ?? configuration.rules[rule.topic]?.severity ?? rule.severity;
        if (named.has(rule.id) && severity === 'off') {
          overrides[rule.id] = {
            ...configuration.rules[rule.id],
            severity: rule.severity === 'off' ? 'warning' : rule.severity,
          };
        }
      }
      return { ...configuration, rules: { ...configuration.rules, ...overrides } };
    },
  };
}

function expand(catalogue: readonly Rule[], names: readonly string[], option: string): Set<string> {
  const ids = new Set<string>();
  for (const name of names.flatMap(separatedList)) {
    const found = catalogue.filter((rule) => rule.id === name || rule.topic === name || name === 'all');
    if (found.length === 0) throw new UsageError(`${option}: ${unknownRule(catalogue, name)}`);
    for (const rule of found) ids.add(rule.id);
  }
  return ids;
}

export function unknownRule(catalogue: readonly Rule[], name: string): string {
  const known = [...catalogue.map((rule) => rule.id), ...new Set(catalogue.map((rule) => rule.topic))];
  const nearest = nearestName(name, known, 3);
  const hint = nearest === null ? 'agent-preflight explain lists all rules' : `did you mean "${nearest}"?`;
  return `there is no rule or topic "${name}"; ${hint}`;
}
