import { setTimeout as delay } from 'node:timers/promises';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { AgentSnapshot, AgentState } from '@agent-preflight/stack/protocol/snapshot';

export type WaitOutcome = 'settled' | 'timeout' | 'interrupted' | 'lost';

/** An agent in one of these will not change without somebody's help. */
const FINAL: readonly AgentState[] = ['ready', 'degraded', 'failed', 'blocked'];

/**
 * Waits until every wanted agent is up or will not come up without help. An unhealthy one is waited for: it may recover, and the
 * time limit (milliseconds) is there for those that do not.
 */
export async function waitForStart(
  connection: StackConnection,
  timeoutMs: number,
  interrupted: AbortSignal,
): Promise<WaitOutcome> {
  const stop = new AbortController();
  const either = AbortSignal.any([interrupted, stop.signal]);
  const isFinal = (agent: AgentSnapshot) => !agent.wanted || FINAL.includes(agent.state);
  const settled = connection.until(({ agents }) => agents.every(isFinal), either);
  try {
    const late = delay(timeoutMs, 'timeout' as const, { signal: either });
    late.catch(() => undefined);
    return await Promise.race([settled.then(() => 'settled' as const), late]);
  } catch {
    return interrupted.aborted ? 'interrupted' : 'lost';
  } finally {
    stop.abort();
    settled.catch(() => undefined);
  }
}
