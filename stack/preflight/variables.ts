import type { StackDefinition } from '../definition/model';
import { composeEnvironment } from '../environment/compose';
import type { PlannedAgent } from '../plan/launch-plan';
import { severityFor, type PreflightIssue } from './issue';

/** Variables the startup file refers to and nothing sets. Each is reported once, for the first entry that needs it. */
export function checkVariables(
  definition: StackDefinition,
  agents: readonly PlannedAgent[],
  projectRoot: string,
  base: NodeJS.ProcessEnv,
): PreflightIssue[] {
  const issues = new Map<string, PreflightIssue>();
  for (const agent of agents) {
    try {
      const { missing } = composeEnvironment({ definition, agent: agent.definition, projectRoot, base });
      for (const { name, demand, entry } of missing) {
        const { file, range } = entry.value;
        // The same place can be needed by every agent; another place is another thing to mend.
        const key = `${name} ${range.start}`;
        if (issues.has(key)) continue;
        issues.set(key, {
          code: 'variable',
          severity: demand === null ? 'warning' : severityFor(agent),
          agent: definition.environment.includes(entry) ? null : agent.name,
          message: `${entry.name.value} needs the variable ${name}, which is not set${demand ? `: ${demand}` : ''}`,
          remedy: `Set ${name} in .env or in the environment, or give it a default: \${${name}:-…}.`,
          file,
          range,
        });
      }
    } catch (error) {
      const message = (error as Error).message;
      const remedy = 'Make the file readable for this user, or remove it.';
      issues.set(message, { code: 'environment-file', severity: 'error', agent: null, message, remedy });
    }
  }
  return [...issues.values()];
}
