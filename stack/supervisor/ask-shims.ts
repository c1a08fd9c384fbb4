import type { PlannedAgent } from '../plan/launch-plan';
import type { AgentServices } from './agent-services';

/** Has shims found out ahead what they stand for, once for each program that agents are started with. Returns at once. */
export function askShims(
  agents: readonly PlannedAgent[],
  { shims, environment, log }: Pick<AgentServices, 'shims' | 'environment' | 'log'>,
): void {
  shims.forgetOld();
  const asked = new Set<string>();
  for (const agent of agents) {
    const program = agent.command?.[0];
    if (program === undefined || asked.has(program)) continue;
    asked.add(program);
    try {
      void shims.targetOf(program, agent.cwd, environment(agent).env);
    } catch (error) {
      log(`${agent.name}: ${String(error)}`); // a `.env` file that cannot be read; its start will fail, and say so
    }
  }
}
