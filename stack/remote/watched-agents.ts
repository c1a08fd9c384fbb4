import type { Handover } from '../export/handover';
import type { LaunchPlan } from '../plan/launch-plan';
import type { WatchedAgent } from './watched-stack';

/** The agents of a stack by the names that its exports give them. */
export function watchedAgents(plan: LaunchPlan, handover: Pick<Handover, 'agents'>): WatchedAgent[] {
  const planned = new Map(plan.agents.map((agent) => [agent.name, agent]));
  return handover.agents.flatMap(({ name, serviceName }): WatchedAgent[] => {
    const agent = planned.get(name);
    if (!agent) return [];
    const { group, required, layer, port, healthPort, dependencies, script, scriptText } = agent;
    return [{ name, serviceName, group, required, layer, port, healthPort, dependencies, script, scriptText }];
  });
}
