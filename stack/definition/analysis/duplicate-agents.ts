import type { AgentDefinition, StackDefinition } from '../model';
import { shareMachine } from './companions';

/**
 * Agents that one file declares more than once, each with all its entries in the order of the text. The same agent in the files
 * of two machines is normal; keys repeated in one map are told by the reader (`duplicate-key`), where the earlier is lost.
 */
export function findDuplicateAgents(definition: StackDefinition): (readonly AgentDefinition[])[] {
  const byName = new Map<string, AgentDefinition[]>();
  for (const agent of definition.agents) {
    const known = byName.get(agent.name.value);
    if (!known) byName.set(agent.name.value, [agent]);
    else if (known.some((other) => shareMachine(agent, other))) known.push(agent);
  }
  return [...byName.values()].filter((entries) => entries.length > 1);
}
