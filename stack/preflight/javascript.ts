import { extname } from 'node:path';
import { runCommand } from '../machine/run-command';
import type { PlannedAgent } from '../plan/launch-plan';
import { severityFor, type PreflightIssue } from './issue';

const TIMEOUT_MS = 10_000;
const CHECKED = new Set(['.js', '.mjs', '.cjs']);

/** Asks the agents' own Node whether their scripts parse; nothing of theirs is run. One question for each script, however many agents run it. */
export async function checkJavaScript(agents: readonly PlannedAgent[]): Promise<PreflightIssue[]> {
  const byScript = new Map<string, PlannedAgent[]>();
  for (const agent of agents) {
    const { script } = agent;
    if (script && agent.command && CHECKED.has(extname(script).toLowerCase())) {
      byScript.set(script, [...(byScript.get(script) ?? []), agent]);
    }
  }
  const found = await Promise.all([...byScript].map(([script, users]) => checkScript(script, users)));
  return found.flat();
}

async function checkScript(script: string, users: readonly PlannedAgent[]): Promise<PreflightIssue[]> {
  const [first] = users;
  const { code, stderr, failure } = await runCommand(first!.command![0]!, ['--check', script], {
    timeoutMs: TIMEOUT_MS,
  });
  // A program that cannot be run, or a machine this slow, is told elsewhere or no reason not to start.
  if (failure || code === 0) return [];
  const message = /^(?:Syntax|Reference)Error: (.*)$/m.exec(stderr)?.[1];
  if (message === undefined) return [];
  const line = /^.+:(\d+)$/m.exec(stderr)?.[1];
  return users.map((agent) => ({
    code: 'syntax',
    severity: severityFor(agent),
    agent: agent.name,
    message: `${script} does not parse: ${message}`,
    remedy: 'Correct the script.',
    file: script,
    ...(line === undefined ? {} : { line: Number(line) }),
  }));
}
