import type { Configuration } from '../configuration/configuration';
import type { Severity } from '../rules/finding';
import type { Rule } from '../rules/rule';

/** A rule's severity where a configuration holds: its own entry, that of its topic, or what the rule says. */
export function severityOf(rule: Rule, configuration: Configuration): Severity | 'off' {
  return configuration.rules[rule.id]?.severity ?? configuration.rules[rule.topic]?.severity ?? rule.severity;
}
