import type { StackChange } from './messages';
import type { AgentSnapshot, StackSnapshot } from './snapshot';

/** The snapshot a client has after a change. Pure; changes that are older than the snapshot leave it as it is. */
export function applyChange(snapshot: StackSnapshot, change: StackChange): StackSnapshot {
  if (change.revision <= snapshot.revision) return snapshot;
  const byName = new Map(snapshot.agents.map((agent) => [agent.name, agent]));
  for (const name of change.removed) byName.delete(name);
  for (const agent of change.agents) byName.set(agent.name, agent);
  const agents: readonly AgentSnapshot[] = change.order
    ? change.order.flatMap((name) => byName.get(name) ?? [])
    : [...byName.values()];
  return { ...snapshot, ...change.stack, revision: change.revision, agents };
}
