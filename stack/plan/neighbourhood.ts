import { sameMachine } from '../definition/machine';
import type { AgentDefinition, StackDefinition } from '../definition/model';
import type { StackPolicy } from '../policy/stack-policy';

/** An agent that another startup file, or this one for another machine, starts. */
export interface OutsideAgent {
  readonly agent: AgentDefinition;
  /** The machine that starts it; null where nothing says which. */
  readonly machine: string | null;
  /** Where that machine is, as the policy says; null where it says nothing. */
  readonly host: string | null;
}

/** Who is on this machine, and who else there is. */
export interface Neighbourhood {
  /** Agents of the file that this machine starts, those that are switched off included. */
  readonly here: readonly AgentDefinition[];
  /** By name; a name that several files declare stands for the one whose address is known, else for the first. */
  readonly outside: ReadonlyMap<string, OutsideAgent>;
}

export function neighbourhood(
  definition: StackDefinition,
  others: readonly StackDefinition[],
  machines: StackPolicy['machines'],
): Neighbourhood {
  const here = definition.agents.filter((agent) => isForMachine(agent, definition.machine));
  const known = new Set(here.map((agent) => agent.name.value));
  const outside = new Map<string, OutsideAgent>();
  const add = (agent: AgentDefinition, machine: string | null) => {
    const name = agent.name.value;
    const host = machine === null ? null : hostOf(machine, machines);
    const present = outside.get(name);
    if (!known.has(name) && agent.enabled && (!present || (present.host === null && host !== null)))
      outside.set(name, { agent, machine, host });
  };
  for (const one of [definition, ...others]) {
    if (one.dialect === 'names') continue;
    for (const agent of one.agents) {
      for (const machine of agent.machines?.length ? agent.machines : [one.machine]) add(agent, machine);
    }
  }
  return { here, outside };
}

/** Files that serve several machines say of each agent whose it is. */
function isForMachine(agent: AgentDefinition, machine: string | null): boolean {
  if (machine === null || !agent.machines || agent.machines.length === 0) return true;
  return agent.machines.some((other) => sameMachine(other, machine));
}

function hostOf(machine: string, machines: StackPolicy['machines']): string | null {
  return Object.entries(machines).find(([name]) => sameMachine(name, machine))?.[1].host ?? null;
}

/** Whether some agent depends on one that the file does not start on this machine. */
export function hasOutsideDependencies(definition: StackDefinition): boolean {
  const { here } = neighbourhood(definition, [], {});
  const names = new Set(here.map((agent) => agent.name.value));
  return here.some((agent) => agent.enabled && agent.dependencies.some(({ value }) => !names.has(value)));
}
