import type { AgentSnapshot, AgentState, StackState } from '../protocol/snapshot';

const ON_THE_WAY: readonly AgentState[] = [
  'stopped',
  'waiting',
  'prefetching',
  'starting',
  'backoff',
  'orphaned',
  'stopping',
];

/** The stack in one word, from its agents. See {@link StackState} for what each word promises. */
export function stackState(
  wanted: boolean,
  agents: readonly Pick<AgentSnapshot, 'state' | 'required' | 'wanted'>[],
): StackState {
  const someRun = agents.some(({ state }) => state !== 'stopped' && state !== 'failed' && state !== 'blocked');
  if (!wanted && !agents.some((agent) => agent.wanted)) return someRun ? 'stopping' : 'stopped';
  const needed = agents.filter((agent) => agent.required && agent.wanted);
  const has = (...states: AgentState[]) => needed.some(({ state }) => states.includes(state));
  if (has('failed', 'blocked', 'unhealthy')) return 'failed';
  if (has(...ON_THE_WAY)) return 'starting';
  const optional = agents.filter((agent) => !agent.required && agent.wanted);
  if (has('degraded') || optional.some(({ state }) => state !== 'ready')) return 'degraded';
  return needed.length + optional.length === 0 ? 'stopped' : 'ready';
}
