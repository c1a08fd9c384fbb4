import type { Rule } from '../rules/rule';
import { type Configuration, DEFAULT_CONFIGURATION, type RuleConfiguration } from './configuration';
import type { ConfigurationProblem } from './configuration-problem';
import { readConfigurationText } from '@agent-preflight/stack/policy/configuration-text';
import { type ConfigurationData, validateConfiguration } from './validate-configuration';

export interface ReadConfiguration {
  /** What the file says over `base`; `base` itself when the file has problems. */
  readonly configuration: Configuration;
  readonly problems: readonly ConfigurationProblem[];
}

/** Reads the text of a configuration file; null when it has nothing to do with us (a `pyproject.toml` without our section). */
export function readConfiguration(
  uri: string,
  text: string,
  rules: readonly Rule[],
  base: Configuration = DEFAULT_CONFIGURATION,
): ReadConfiguration | null {
  const source = readConfigurationText(uri, text);
  if (source.problems.length > 0) return { configuration: base, problems: source.problems };
  if (source.data === undefined) return null;
  const data = withSeverityNames(source.data);
  const problems = validateConfiguration(data, rules).map(({ path, message }) => ({
    uri,
    ...source.locate(path),
    message,
  }));
  if (problems.length > 0) return { configuration: base, problems };
  return { configuration: overlay(base, data as ConfigurationData), problems: [] };
}

/** Settings of an editor, which have the shape of the file. What is not valid is left out and reported without a place. */
export function readSettings(
  data: unknown,
  rules: readonly Rule[],
  base: Configuration = DEFAULT_CONFIGURATION,
): ReadConfiguration {
  const named = withSeverityNames(data ?? {});
  const problems = validateConfiguration(named, rules).map(({ path, message }) => ({
    uri: '',
    line: 1,
    column: 1,
    message: `setting agentPreflight.${path.join('.')}: ${message}`,
  }));
  return { configuration: problems.length > 0 ? base : overlay(base, named as ConfigurationData), problems };
}

/** YAML 1.1 writers turn `off` into `false`. */
function withSeverityNames(data: unknown): unknown {
  if (!isRecord(data) || !isRecord(data['rules'])) return data;
  const named = (entry: unknown): unknown => {
    if (entry === false) return 'off';
    return isRecord(entry) && entry['severity'] === false ? { ...entry, severity: 'off' } : entry;
  };
  const rules = Object.fromEntries(Object.entries(data['rules']).map(([name, entry]) => [name, named(entry)]));
  return { ...data, rules };
}

function overlay(base: Configuration, data: ConfigurationData): Configuration {
  const rules: Record<string, RuleConfiguration> = { ...base.rules };
  for (const [name, entry] of Object.entries(data.rules ?? {})) {
    const own = typeof entry === 'string' ? { severity: entry } : entry;
    rules[name] = { ...rules[name], ...own };
  }
  const baseAgent = data['base-agent'];
  return {
    rules,
    exclude: data.exclude ?? base.exclude,
    include: data.include ?? base.include,
    baseAgent: baseAgent === undefined ? base.baseAgent : { class: baseAgent.class, module: baseAgent.module ?? null },
    envHelper: data['env-helper'] ?? base.envHelper,
    startupFiles: data['startup-files'] ?? base.startupFiles,
    portRange: data['port-range'] ?? base.portRange,
    requireReason: data['require-reason'] ?? base.requireReason,
    healthPath: data['health-path'] ?? base.healthPath,
    stack: data.stack ?? base.stack,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
