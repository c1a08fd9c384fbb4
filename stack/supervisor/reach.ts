import type { PlannedAgent } from '../plan/launch-plan';

/** The names and everything they depend on, directly or not. */
export function transitiveDependencies(names: ReadonlySet<string>, agents: readonly PlannedAgent[]): Set<string> {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  return closure(names, (name) => byName.get(name)?.dependencies ?? []);
}

/** The names and everything that depends on them, directly or not. */
export function dependents(names: ReadonlySet<string>, agents: readonly PlannedAgent[]): Set<string> {
  return closure(names, (name) =>
    agents.filter((agent) => agent.dependencies.includes(name)).map((agent) => agent.name),
  );
}

function closure(names: ReadonlySet<string>, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set(names);
  for (const name of found) for (const further of next(name)) found.add(further);
  return found;
}
