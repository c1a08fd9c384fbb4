import type { AgentDefinition } from './model';
import type { ProblemSink } from './problems';

const SCRIPT_KEYS = ['script_path', 'script', 'file_path', 'path', 'module'];

/** An agent that has neither script nor module nor command cannot be started, unless its whole file declares none (names, overrides). */
export function reportIncompleteAgents(agents: readonly AgentDefinition[], problems: ProblemSink): void {
  const startable = agents.filter(isStartable).length;
  if (startable === 0) return;
  for (const agent of agents) {
    if (isStartable(agent) || !agent.enabled) continue;
    if (SCRIPT_KEYS.some((key) => problems.mentions(key, agent.range))) continue;
    problems.add({
      kind: 'missing-key',
      severity: startable > agents.length / 2 ? 'error' : 'information',
      range: agent.name.range,
      subject: 'script_path',
      subjectKind: 'key',
      message: `Agent "${agent.name.value}" has no script_path (or module): it cannot be started.`,
    });
  }
}

function isStartable({ script, module, program }: AgentDefinition): boolean {
  return !!(script ?? module ?? program);
}
