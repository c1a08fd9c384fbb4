import type { AgentCause, AgentProbe, AgentState } from '../protocol/snapshot';

/** What can be seen of an agent's life from outside. */
export interface LifeView {
  readonly state: AgentState;
  readonly reason: string | null;
  readonly cause: AgentCause | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly retryAt: number | null;
  readonly probe: AgentProbe | null;
  readonly latencyMs: number | null;
  readonly restarts: number;
}

export function stoppedView(now: number): LifeView {
  return {
    state: 'stopped',
    reason: null,
    cause: null,
    since: now,
    retryAt: null,
    probe: null,
    latencyMs: null,
    restarts: 0,
  };
}

/**
 * The view after a change at `now`. A reason stays until it is replaced; `since` moves only with the state; a time of the next attempt
 * belongs to `backoff` alone. The same object when nothing changes.
 */
export function changedView(before: LifeView, change: Partial<Omit<LifeView, 'since'>>, now: number): LifeView {
  if (Object.entries(change).every(([key, value]) => before[key as keyof LifeView] === value)) return before;
  const after = { ...before, ...change };
  const moved = after.state !== before.state;
  return { ...after, since: moved ? now : before.since, retryAt: after.state === 'backoff' ? after.retryAt : null };
}
