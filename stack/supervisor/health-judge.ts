/**
 * How single answers become a state: a pure machine, so that slow, flapping and silent agents can be played through without any.
 * Times are milliseconds on the launcher's clock.
 */
export interface HealthPolicy {
  /** How long an agent may take from its start to its first good answer. */
  readonly startPeriodMs: number;
  /** Time between probes once it is up. */
  readonly intervalMs: number;
  /** Failed re-probes before an agent that was up is called unhealthy. */
  readonly retries: number;
  /** How long an answer that is only half good must stand before it counts, since a better one may be on its way. */
  readonly settleMs: number;
  /** How long an unhealthy agent is left to recover before it is restarted. */
  readonly unhealthyPatienceMs: number;
}

export const DEFAULT_HEALTH_POLICY: HealthPolicy = {
  startPeriodMs: 60_000,
  intervalMs: 5_000,
  retries: 3,
  settleMs: 2_000,
  unhealthyPatienceMs: 30_000,
};

/** First wait between two probes of a starting agent, and how it grows. */
const FIRST_DELAY_MS = 25;
const DELAY_GROWTH = 1.5;
const LONGEST_START_DELAY_MS = 1_000;
const FIRST_REPROBE_DELAY_MS = 100;
/** Share of the interval by which probes are spread, so that two hundred agents are not asked in the same instant. */
const JITTER = 0.2;

export interface Observation {
  /**
   * - `good` / `degraded`: the agent says so, from a process of its own.
   * - `partial`: it runs, but no answer about health can be had, or not all it declares is there yet.
   * - `bad`: it says it is unhealthy, or does not answer.
   */
  readonly verdict: 'good' | 'degraded' | 'partial' | 'bad';
  /** What a `partial` observation amounts to once it has stood for a while. */
  readonly settlesAs?: 'good' | 'degraded';
  /** A `partial` observation that needs no waiting: it is all that was asked for (a declared TCP probe). */
  readonly final?: boolean;
}

export interface Health {
  readonly state: 'starting' | 'ready' | 'degraded' | 'unhealthy';
  /** When this incarnation started. */
  readonly startedAt: number;
  /** Time until the next probe. */
  readonly nextDelayMs: number;
  /** Bad answers in a row. */
  readonly failures: number;
  readonly partialSince: number | null;
  readonly unhealthySince: number | null;
  /** It has been unhealthy for so long that it should be restarted. */
  readonly restartDue: boolean;
}

export function newHealth(startedAt: number): Health {
  return {
    state: 'starting',
    startedAt,
    nextDelayMs: FIRST_DELAY_MS,
    failures: 0,
    partialSince: null,
    unhealthySince: null,
    restartDue: false,
  };
}

/** An agent that was up when its former supervisor last looked: it gets re-probes, not another start period. */
export function resumedHealth(startedAt: number): Health {
  return { ...newHealth(startedAt), state: 'ready', nextDelayMs: 0 };
}

/** The health after one more observation. `random` is in [0, 1). */
export function observe(
  health: Health,
  observation: Observation,
  now: number,
  policy: HealthPolicy,
  random: number,
): Health {
  const interval = policy.intervalMs * (1 + JITTER * (random * 2 - 1));
  const up = (state: 'ready' | 'degraded', partialSince: number | null): Health => {
    return {
      ...health,
      state,
      nextDelayMs: interval,
      failures: 0,
      partialSince,
      unhealthySince: null,
      restartDue: false,
    };
  };
  if (observation.verdict === 'good') return up('ready', null);
  if (observation.verdict === 'degraded') return up('degraded', null);
  if (observation.verdict === 'partial') {
    const since = health.partialSince ?? now;
    const settled = observation.final || now - since >= policy.settleMs || isUp(health);
    if (settled) return up(observation.settlesAs === 'degraded' ? 'degraded' : 'ready', since);
    if (health.state === 'starting') return { ...health, partialSince: since, nextDelayMs: grown(health.nextDelayMs) };
    return { ...unhealthy(health, now, policy), partialSince: since };
  }
  if (health.state === 'starting') {
    if (now - health.startedAt < policy.startPeriodMs) {
      return { ...health, partialSince: null, failures: health.failures + 1, nextDelayMs: grown(health.nextDelayMs) };
    }
    return unhealthy(health, now, policy);
  }
  if (isUp(health) && health.failures < policy.retries) {
    const nextDelayMs = FIRST_REPROBE_DELAY_MS * 2 ** health.failures;
    return { ...health, partialSince: null, failures: health.failures + 1, nextDelayMs };
  }
  return unhealthy(health, now, policy);
}

function isUp(health: Health): boolean {
  return health.state === 'ready' || health.state === 'degraded';
}

function grown(delay: number): number {
  return Math.min(delay * DELAY_GROWTH, LONGEST_START_DELAY_MS);
}

function unhealthy(health: Health, now: number, policy: HealthPolicy): Health {
  const since = health.unhealthySince ?? now;
  return {
    ...health,
    state: 'unhealthy',
    partialSince: null,
    failures: health.failures + 1,
    unhealthySince: since,
    nextDelayMs: Math.min(policy.intervalMs, LONGEST_START_DELAY_MS),
    restartDue: now - since >= policy.unhealthyPatienceMs,
  };
}
