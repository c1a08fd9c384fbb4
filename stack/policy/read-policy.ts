import type { ValidateFunction } from 'ajv';
import { createAjv } from '../definition/load-ajv';
import configurationSchema from '../../schemas/configuration.schema.json';
import { type DataProblem, describeError } from './describe-errors';
import type { DurationText, PolicyData } from './policy-data';
import { DEFAULT_POLICY, type StackPolicy } from './stack-policy';

export interface ReadPolicy {
  /** The defaults where there are problems: a file with a mistake in it is not followed in part. */
  readonly policy: StackPolicy;
  /** Paths start with `stack`. */
  readonly problems: readonly DataProblem[];
}

let compiled: ValidateFunction | undefined;

/** Reads the value of `stack:`; undefined or null stands for a file without it. Never throws. */
export function readPolicy(data: unknown): ReadPolicy {
  if (data === undefined || data === null) return { policy: DEFAULT_POLICY, problems: [] };
  // The schema itself is checked by the tests: doing it here would cost more than everything else.
  compiled ??= createAjv({ allErrors: true })
    .addSchema(configurationSchema, 'configuration')
    .compile({ properties: { stack: { $ref: 'configuration#/definitions/stack' } } });
  if (!compiled({ stack: data })) {
    const problems = new Map<string, DataProblem>();
    for (const problem of (compiled.errors ?? []).map(describeError)) {
      const key = problem.path.join('/');
      if (!problems.has(key)) problems.set(key, problem);
    }
    return { policy: DEFAULT_POLICY, problems: [...problems.values()] };
  }
  const problems = contradictions(data);
  return problems.length > 0 ? { policy: DEFAULT_POLICY, problems } : { policy: overDefaults(data), problems };
}

/** What no schema can say. The data has passed the schema. */
export function contradictions({ restart }: PolicyData): DataProblem[] {
  const first = milliseconds(restart?.['first-delay'], DEFAULT_POLICY.restart.firstDelayMs);
  const longest = milliseconds(restart?.['longest-delay'], Math.max(first, DEFAULT_POLICY.restart.longestDelayMs));
  if (first <= longest) return [];
  const message = `"stack.restart.longest-delay" (${longest / 1000} s) is shorter than the first one (${first / 1000} s); write ${first / 1000} or more`;
  return [{ path: ['stack', 'restart', 'longest-delay'], message }];
}

function overDefaults(data: PolicyData): StackPolicy {
  const { health, restart, logs, metrics, models, gpu } = DEFAULT_POLICY;
  const firstDelayMs = milliseconds(data.restart?.['first-delay'], restart.firstDelayMs);
  return {
    graceMs: milliseconds(data['grace-seconds'], DEFAULT_POLICY.graceMs),
    health: {
      ...health,
      startPeriodMs: milliseconds(data.health?.['start-period'], health.startPeriodMs),
      intervalMs: milliseconds(data.health?.interval, health.intervalMs),
      retries: data.health?.retries ?? health.retries,
      unhealthyPatienceMs: milliseconds(data.health?.patience, health.unhealthyPatienceMs),
    },
    restart: {
      attempts: data.restart?.attempts ?? restart.attempts,
      firstDelayMs,
      longestDelayMs: milliseconds(data.restart?.['longest-delay'], Math.max(firstDelayMs, restart.longestDelayMs)),
      stableMs: milliseconds(data.restart?.['stable-after'], restart.stableMs),
    },
    logs: { maxBytes: bytes(data.logs?.['max-size'], logs.maxBytes), files: data.logs?.files ?? logs.files },
    metrics: { ...metrics, ...data.metrics },
    models: { ...models, ...data.models },
    gpu: { reserveMb: data.gpu?.['reserve-mb'] ?? gpu.reserveMb, placement: data.gpu?.placement ?? gpu.placement },
    machines: data.machines ?? {},
  };
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Milliseconds from seconds or a text with a unit. */
function milliseconds(written: DurationText | undefined, otherwise: number): number {
  if (written === undefined) return otherwise;
  if (typeof written === 'number') return written * 1000;
  const parts = [...written.matchAll(/([\d.]+)(ms|s|m|h)?/g)];
  return Math.round(parts.reduce((sum, [, value, unit]) => sum + Number(value) * SECONDS[unit ?? 's']! * 1000, 0));
}

const BYTES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Bytes from a number or `20MB`, `512 KiB`, `1g`; as logs are measured everywhere, a kilobyte has 1,024. */
function bytes(written: number | string | undefined, otherwise: number): number {
  if (written === undefined) return otherwise;
  const match = /^\s*([\d.]+)\s*([kmg]?)(?:i?b)?\s*$/i.exec(String(written));
  return match ? Math.round(Number(match[1]) * BYTES[match[2]!.toLowerCase()]!) : otherwise;
}
