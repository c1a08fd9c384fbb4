import { basename, delimiter, isAbsolute } from 'node:path';
import { runCommand } from '../machine/run-command';
import type { PlannedAgent } from '../plan/launch-plan';
import { pyenvTarget } from '../process/pyenv';
import type { PreflightIssue } from './issue';
import { describeProblems, type PythonProblem } from './python-problems';
import { PYTHON_PROGRAM } from './python-program';

/** After this time the interpreter reports what it has found so far; the launch is not held up for completeness. */
const SECONDS = 5;
const TIMEOUT_MS = 15_000;

/**
 * Asks the agents' own interpreter whether their scripts parse and their imports can be found; nothing of theirs is run. One
 * process for all agents that share an interpreter.
 */
export async function checkPython(agents: readonly PlannedAgent[], projectRoot: string): Promise<PreflightIssue[]> {
  const byInterpreter = new Map<string, PlannedAgent[]>();
  for (const agent of agents) {
    const interpreter = agent.command?.[0];
    if (!interpreter || !isPython(agent, interpreter)) continue;
    byInterpreter.set(interpreter, [...(byInterpreter.get(interpreter) ?? []), agent]);
  }
  const parts = [...byInterpreter].map(([interpreter, group]) => checkGroup(interpreter, group, projectRoot));
  return (await Promise.all(parts)).flat();
}

function isPython(agent: PlannedAgent, interpreter: string): boolean {
  return (
    /^(?:python|pypy)[\d.]*(?:\.exe)?$|^py(?:\.exe)?$/i.test(basename(interpreter)) &&
    (agent.script !== null || moduleOf(agent) !== null)
  );
}

function moduleOf(agent: PlannedAgent): string | null {
  return agent.command?.[1] === '-m' ? (agent.command[2] ?? null) : null;
}

async function checkGroup(
  interpreter: string,
  agents: readonly PlannedAgent[],
  projectRoot: string,
): Promise<PreflightIssue[]> {
  const request = {
    root: projectRoot,
    seconds: SECONDS,
    agents: agents.map((agent) => ({
      name: agent.name,
      script: agent.script,
      module: moduleOf(agent),
      path: [projectRoot, ...declaredPath(agent)],
    })),
  };
  // Finding out which Python a shim stands for would take it longer than all that is asked here.
  const program = pyenvTarget(interpreter, projectRoot, process.env)?.program ?? interpreter;
  const result = await runCommand(program, ['-I', '-c', PYTHON_PROGRAM], {
    timeoutMs: TIMEOUT_MS,
    input: JSON.stringify(request),
    cwd: projectRoot,
  });
  const answer = result.code === 0 ? parseAnswer(result.stdout) : null;
  if (answer) return describeProblems(answer, { agents, projectRoot, interpreter });
  if (result.failure === 'timeout') return []; // a machine this slow is no reason not to start
  const why = result.failure ?? (result.stderr.trim().split('\n').at(-1) || `exit code ${result.code}`);
  return [
    {
      code: 'interpreter',
      severity: agents.some((agent) => agent.required) ? 'error' : 'warning',
      agent: null,
      message: `the Python interpreter ${interpreter} cannot be run: ${why}`,
      remedy: 'Install Python 3.8 or newer, or create a virtual environment: python3 -m venv .venv',
    },
  ];
}

/** PYTHONPATH entries the startup file gives the agent; container paths among them are simply not there. */
function declaredPath({ definition }: PlannedAgent): string[] {
  const entry = definition.environment.find(({ name }) => name.value === 'PYTHONPATH');
  const text = entry?.value.value ?? '';
  return text.split(delimiter).filter((folder) => isAbsolute(folder));
}

function parseAnswer(text: string): PythonProblem[] | null {
  try {
    return (JSON.parse(text) as { problems: PythonProblem[] }).problems;
  } catch {
    return null;
  }
}
