import * as l10n from '@vscode/l10n';
import type { AgentSnapshot, AgentState, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { formatNames } from '../texts/format';

/** How far a start has come. */
export interface StartProgress {
  readonly up: number;
  readonly total: number;
  /** For the notification: `3/9 ready, starting ModelServer`. */
  readonly message: string;
  /** Agents that will not come up without somebody doing something. */
  readonly failed: readonly AgentSnapshot[];
  /** Nothing is on its way any more. */
  readonly settled: boolean;
}

const up: ReadonlySet<AgentState> = new Set(['ready', 'degraded']);
const given: ReadonlySet<AgentState> = new Set(['failed', 'blocked', 'stopped', 'stopping']);

/**
 * How far the start of these agents has come.
 *
 * @param agents names, as `start` answered them
 */
export function startProgress(snapshot: StackSnapshot, agents: readonly string[]): StartProgress {
  const wanted = new Set(agents);
  const started = snapshot.agents.filter(({ name }) => wanted.has(name));
  const ready = started.filter(({ state }) => up.has(state));
  const failed = started.filter(({ state }) => state === 'failed' || state === 'blocked');
  const pending = started.filter(({ state }) => !up.has(state) && !given.has(state));
  // Agents that only wait for others are not what takes the time.
  const busy = pending.filter(({ state }) => state !== 'waiting').map(({ name }) => name);
  const count = l10n.t('{0}/{1} ready', ready.length, started.length);
  return {
    up: ready.length,
    total: started.length,
    message: busy.length > 0 ? l10n.t('{0}, on the way: {1}', count, formatNames(busy)) : count,
    failed,
    settled: pending.length === 0,
  };
}
