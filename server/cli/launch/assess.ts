import { readFile } from 'node:fs/promises';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { processEnvironmentHas } from '@agent-preflight/stack/machine/process-table';
import type { LaunchPlan, PlannedAgent } from '@agent-preflight/stack/plan/launch-plan';
import { planStack } from '@agent-preflight/stack/plan/plan-stack';
import { findProjectRoot } from '@agent-preflight/stack/plan/script';
import { preflight, type PreflightIssue } from '@agent-preflight/stack/preflight/preflight';
import { STACK_VARIABLE } from '@agent-preflight/stack/process/cookie';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import { LineIndex } from '../../documents/line-index';
import { UsageError, type CliContext } from '../context';
import { fileIssues } from './file-issues';
import type { StartupFile } from './find-startup-files';
import type { LaunchIssue, LaunchPlace } from './launch-issue';

export interface Assessment {
  readonly startup: StartupFile;
  readonly plan: LaunchPlan;
  /** The agents a launch is about: all, or those asked for with everything they depend on; in start order. */
  readonly agents: readonly PlannedAgent[];
  /** Errors first. */
  readonly issues: readonly LaunchIssue[];
}

/**
 * Preflight of one startup file: the faults of the file and what this machine lacks. `only` restricts it to these agents and what
 * they depend on; a connection to the running stack tells which ports are its own; `known` are startup files that have been read. Starts
 * nothing.
 */
export async function assess(
  startup: StartupFile,
  context: Pick<CliContext, 'env'>,
  options: { only?: readonly string[]; connection?: StackConnection | null; known?: readonly StartupFile[] } = {},
): Promise<Assessment> {
  const { definition, file } = startup;
  // The supervisor knows the file by its real path and finds the same root from there.
  const paths = stackPaths(file, context.env);
  const scripts = definition.agents.flatMap((agent) => (agent.script ? [agent.script.value] : []));
  const projectRoot = findProjectRoot(paths.file, scripts);
  const plan = planStack({ ...definition, file: paths.file }, { projectRoot, environment: context.env });
  const agents = options.only ? withDependencies(plan.agents, options.only) : plan.agents;
  const names = new Set(agents.map(({ name }) => name));
  const ownPorts = options.connection?.snapshot().agents.flatMap((agent) => agent.listeningPorts ?? []);

  // Reading the project keeps this thread busy while others look at the machine.
  const looking = preflight({
    definition,
    plan,
    environment: context.env,
    runtimeDirectory: paths.stateDirectory,
    only: names,
    ownPorts: new Set(ownPorts),
    isOwnProcess: (pid) => processEnvironmentHas(pid, `${STACK_VARIABLE}=${paths.stackId}`),
  });
  looking.catch(() => undefined); // awaited below
  const ofFile = (await fileIssues(startup, options.known ?? [])).filter(
    ({ agent, code }) => agent === null || names.has(agent) || code === 'dependency-cycle',
  );
  const machine = await looking;
  const places = new Places(startup);
  const ofMachine = await Promise.all(
    machine
      .filter((issue) => !isTold(issue, ofFile))
      .map(async (issue): Promise<LaunchIssue> => {
        const { severity, code, agent, message, remedy } = issue;
        return { severity, code, agent, message, remedy, place: await places.of(issue) };
      }),
  );
  const rank = { error: 0, warning: 1, information: 2 };
  const issues = [...ofFile, ...ofMachine].sort((a, b) => rank[a.severity] - rank[b.severity]);
  return { startup, plan, agents, issues };
}

/** The plan says of an agent without a script, or in a circle, that it cannot be started; the rules have said why. */
function isTold(issue: PreflightIssue, findings: readonly LaunchIssue[]): boolean {
  if (issue.code !== 'script') return false;
  const causes = ['script-not-found', 'dependency-cycle', 'startup-schema'];
  return findings.some(
    ({ severity, code, agent }) =>
      severity === 'error' &&
      causes.includes(code) &&
      (agent === issue.agent || (code === 'dependency-cycle' && issue.message.includes('waits for itself'))),
  );
}

/** The agents named and all they depend on. Throws a {@link UsageError} for names that are not there. */
function withDependencies(agents: readonly PlannedAgent[], names: readonly string[]): PlannedAgent[] {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  const wanted = new Set<string>();
  const add = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    byName.get(name)?.dependencies.forEach(add);
  };
  for (const name of names) {
    if (!byName.has(name))
      throw new UsageError(`there is no agent ${name}; there are ${[...byName.keys()].join(', ')}`);
    add(name);
  }
  return agents.filter(({ name }) => wanted.has(name));
}

/** Turns offsets into lines and columns; reads other files than the startup file only when something is said about them. */
class Places {
  readonly #startup: StartupFile;
  #index: LineIndex | null = null;

  constructor(startup: StartupFile) {
    this.#startup = startup;
  }

  inStartupFile(range: TextRange): LaunchPlace {
    this.#index ??= LineIndex.of(this.#startup.text);
    return placeAt(this.#startup.file, this.#index, range);
  }

  async of({ file, range, line }: PreflightIssue): Promise<LaunchPlace | null> {
    if (!file) return null;
    if (!range) return { file, line: line ?? null, column: null };
    if (file === this.#startup.file) return this.inStartupFile(range);
    const text = await readFile(file, 'utf8').catch(() => null);
    return text === null ? { file, line: null, column: null } : placeAt(file, LineIndex.of(text), range);
  }
}

function placeAt(file: string, index: LineIndex, range: TextRange): LaunchPlace {
  const { line, character } = index.positionAt(range.start);
  return { file, line: line + 1, column: character + 1 };
}
