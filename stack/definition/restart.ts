import type { AgentDefinition, RestartLimits } from './model';
import { entryOf, isNull, type YamlEntry } from './yaml/tree';

/**
 * `restart: on-failure`, `on-failure:3` as Compose has it, or `{policy, max_restarts, delay}`; `max_restarts` may also stand beside
 * it. What is not understood is left to the policy of the project.
 */
export function readRestart(
  restart: YamlEntry | undefined,
  maxRestarts: YamlEntry | undefined,
): Pick<AgentDefinition, 'restart' | 'restartLimits'> {
  const map = restart?.value.kind === 'map' ? restart.value : null;
  const [policy, counted] = (map ? wordOf(entryOf(map, 'policy', 'mode', 'condition')) : wordOf(restart)).split(':', 2);
  const limits: RestartLimits = {
    ...given('maxRestarts', countOf(map && entryOf(map, 'max_restarts', 'max_attempts', 'attempts'))),
    ...given('maxRestarts', countOf(maxRestarts) ?? (counted === undefined ? null : count(counted))),
    ...given('delaySeconds', secondsOf((map && entryOf(map, 'delay', 'delay_seconds', 'backoff')) ?? undefined)),
  };
  const known = MODES[policy ?? ''] ?? null;
  return { restart: known, ...(Object.keys(limits).length > 0 ? { restartLimits: limits } : {}) };
}

const MODES: Readonly<Record<string, NonNullable<AgentDefinition['restart']>>> = {
  always: 'always',
  'unless-stopped': 'always',
  any: 'always',
  true: 'always',
  'on-failure': 'on-failure',
  on_failure: 'on-failure',
  never: 'never',
  no: 'never',
  none: 'never',
  false: 'never',
};

/** Seconds from `30`, `"30s"`, `500ms`, `2m`, `1m30s`; null for anything else. */
export function secondsOf(entry: YamlEntry | undefined): number | null {
  const text = wordOf(entry);
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Number(text);
  if (!/^(?:\d{1,9}(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return null;
  const factor: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * factor[unit!]!,
    0,
  );
}

function wordOf(entry: YamlEntry | undefined): string {
  return entry?.value.kind === 'scalar' && !isNull(entry.value) ? entry.value.text.trim() : '';
}

function countOf(entry: YamlEntry | null | undefined): number | null {
  return count(wordOf(entry ?? undefined));
}

function count(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function given<K extends keyof RestartLimits>(key: K, value: number | null): RestartLimits {
  return value === null ? {} : { [key]: value };
}
