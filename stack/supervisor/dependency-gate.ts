import type { AgentState } from '../protocol/snapshot';

export interface GatedAgent {
  readonly name: string;
  readonly state: AgentState;
  readonly wanted: boolean;
}

export type Gate =
  | { readonly kind: 'open' }
  /** On their way: nothing to do but wait. */
  | { readonly kind: 'waiting'; readonly reason: string }
  /** Nothing will happen unless somebody does something. */
  | { readonly kind: 'blocked'; readonly reason: string };

/** Whether an agent may start, given those it waits for. */
export function dependencyGate(waitsFor: readonly GatedAgent[]): Gate {
  const missing = waitsFor.filter(({ state }) => state !== 'ready' && state !== 'degraded');
  if (missing.length === 0) return { kind: 'open' };
  const stuck = missing.filter((agent) => isStuck(agent));
  if (stuck.length > 0) {
    return {
      kind: 'blocked',
      reason: `waits for ${stuck.map((agent) => `${agent.name} (${agent.state})`).join(', ')}`,
    };
  }
  return { kind: 'waiting', reason: `waits for ${missing.map((agent) => agent.name).join(', ')}` };
}

function isStuck({ state, wanted }: GatedAgent): boolean {
  return state === 'failed' || state === 'blocked' || state === 'orphaned' || (state === 'stopped' && !wanted);
}
