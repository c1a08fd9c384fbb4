import type { RestartLimits } from '../definition/model';

/** When an agent that ended by itself is started again: a pure machine over the ends it has seen. Times in milliseconds. */
export interface RestartPolicy {
  /** Upper bound of the first wait; each further one doubles it. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** Restarts without a stable stretch in between before it is given up. */
  readonly attempts: number;
  /** After being up for this long, earlier ends are forgotten. */
  readonly stableMs: number;
}

export const DEFAULT_RESTART_POLICY: RestartPolicy = {
  firstDelayMs: 250,
  longestDelayMs: 30_000,
  attempts: 5,
  stableMs: 60_000,
};

/** The policy for one agent: what its own entry says wins. */
export function restartPolicyFor(limits: RestartLimits, base: RestartPolicy): RestartPolicy {
  const firstDelayMs = limits.delaySeconds === undefined ? base.firstDelayMs : limits.delaySeconds * 1000;
  return {
    ...base,
    attempts: limits.maxRestarts ?? base.attempts,
    firstDelayMs,
    longestDelayMs: Math.max(base.longestDelayMs, firstDelayMs),
  };
}

/** After being ready for this long, an agent that ends is started again at once, the first time: people wait for it. */
export const PROVEN_MS = 1_000;

/** Exit code 0 this soon after the start is a failed start whose `except: print` swallowed the reason, not a finished job. */
export const EARLY_EXIT_MS = 10_000;

export interface End {
  /** How long it had been ready; 0 when it never was. */
  readonly upMs: number;
  /** From start to end. */
  readonly lifeMs: number;
  /** Null when it is unknown or it was ended by a signal. */
  readonly exitCode: number | null;
}

export type Decision =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly attempt: number }
  /** `reason` is about the policy, not about the end: "restart: never", or the crash loop. */
  | { readonly kind: 'give-up'; readonly reason: string }
  | { readonly kind: 'finished' };

/**
 * What to do after an end. `attempt` is the number of restarts since the last stable stretch; `random` is in [0, 1). The wait is
 * drawn from zero to the bound (full jitter), so that agents which fell together do not come back together; the first restart of one that
 * had been ready for a while does not wait.
 */
export function afterEnd(
  mode: 'always' | 'on-failure' | 'never',
  end: End,
  attempt: number,
  random: number,
  policy: RestartPolicy = DEFAULT_RESTART_POLICY,
): Decision {
  const finished = end.exitCode === 0 && end.lifeMs >= EARLY_EXIT_MS;
  if (mode === 'on-failure' && finished) return { kind: 'finished' };
  if (mode === 'never') return finished ? { kind: 'finished' } : { kind: 'give-up', reason: 'restart: never' };
  const next = (end.upMs >= policy.stableMs ? 0 : attempt) + 1;
  if (next > policy.attempts) {
    return { kind: 'give-up', reason: `crash loop: ${policy.attempts} restarts did not help` };
  }
  if (next === 1 && end.upMs >= PROVEN_MS) return { kind: 'retry', delayMs: 0, attempt: next };
  const bound = Math.min(policy.firstDelayMs * 2 ** (next - 1), policy.longestDelayMs);
  return { kind: 'retry', delayMs: Math.round(bound * random), attempt: next };
}
