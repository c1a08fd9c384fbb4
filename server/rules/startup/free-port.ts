import { type ListenerOptions, listenersOf, nextFreePort } from '@agent-preflight/stack/definition/analysis/ports';
import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { StartupContext } from '../rule';

/** How many times each port is spoken for. */
export type TakenPorts = Map<number, number>;

export function takenPorts(definitions: readonly StackDefinition[], options: ListenerOptions): TakenPorts {
  const taken: TakenPorts = new Map();
  for (const definition of definitions) {
    for (const { number } of listenersOf(definition, options)) take(taken, number, 1);
    // Ports of agents that are switched off are kept for them.
    for (const agent of definition.agents) {
      if (agent.enabled) continue;
      for (const port of [agent.port, agent.healthPort]) if (port?.value.base) take(taken, port.value.base, 1);
    }
  }
  return taken;
}

export function take(taken: TakenPorts, number: number, times: 1 | -1): void {
  const count = (taken.get(number) ?? 0) + times;
  if (count > 0) taken.set(number, count);
  else taken.delete(number);
}

/** The next free port in the configured range, above `after` where there is one; `numbers` are the ports that come with a first one. */
export function freePort(
  context: StartupContext,
  taken: TakenPorts,
  after: number,
  numbers: (first: number) => number[],
): number | null {
  const range = context.configuration.portRange;
  let candidate = nextFreePort(taken, { ...range, after });
  for (let tries = 0; candidate !== null && tries < 1_000; tries++) {
    if (candidate !== after && numbers(candidate).every((number) => !taken.has(number) && number <= range.last))
      return candidate;
    candidate = nextFreePort(taken, { ...range, after: candidate });
  }
  return null;
}
