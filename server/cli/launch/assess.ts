import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { processEnvironmentHas } from '@agent-preflight/stack/machine/process-table';
import type { LaunchPlan, PlannedAgent } from '@agent-preflight/stack/plan/launch-plan';
import { findOtherDefinitions } from '@agent-preflight/stack/plan/find-definitions';
import { hasOutsideDependencies } from '@agent-preflight/stack/plan/neighbourhood';
import { ALL_PROFILES, isInProfiles, profilesImpliedBy, profilesIn } from '@agent-preflight/stack/plan/profiles';
import { planStack } from '@agent-preflight/stack/plan/plan-stack';
import { findProjectRoot } from '@agent-preflight/stack/plan/script';
import { nearestName } from '@agent-preflight/stack/definition/edit-distance';
import { findPolicy } from '@agent-preflight/stack/policy/find-policy';
import { preflight, type PreflightIssue } from '@agent-preflight/stack/preflight/preflight';
import { STACK_VARIABLE } from '@agent-preflight/stack/process/cookie';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import { LineIndex } from '../../documents/line-index';
import { UsageError, type CliContext } from '../context';
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

export interface AssessOptions {
  /** Look only at these agents and what they depend on. */
  readonly only?: readonly string[] | undefined;
  /** Profiles asked for, besides those the running stack has. */
  readonly profiles?: readonly string[] | undefined;
  /** The running stack: which ports are its own. */
  readonly connection?: StackConnection | null;
  /** Startup files that have been read. */
  readonly known?: readonly StartupFile[];
}

/**
 * Preflight of one startup file: the faults of the file and what this machine lacks. Starts nothing. Throws a
 * {@link UsageError} for names of agents and profiles that are not there.
 */
export async function assess(
  startup: StartupFile,
  context: Pick<CliContext, 'env'>,
  options: AssessOptions = {},
): Promise<Assessment> {
  const { definition, file } = startup;
  // The supervisor knows the file by its real path and finds the same root from there.
  const paths = stackPaths(file, context.env);
  const scripts = definition.agents.flatMap((agent) => (agent.script ? [agent.script.value] : []));
  const projectRoot = findProjectRoot(paths.file, scripts);
  const asked = askedProfiles(startup, options);
  const implied = profilesImpliedBy(new Set(options.only ?? []), definition.agents);
  const { policy } = await findPolicy(path.dirname(paths.file));
  const others = hasOutsideDependencies(definition) ? await findOtherDefinitions(projectRoot, paths.file) : [];
  const plan = planStack(
    { ...definition, file: paths.file },
    { projectRoot, environment: context.env, policy, others, profiles: [...asked, ...implied] },
  );
  const agents = options.only
    ? withDependencies(plan, options.only)
    : plan.agents.filter(({ profiles }) => isInProfiles(profiles, asked));
  const names = new Set(agents.map(({ name }) => name));
  const ownPorts = options.connection?.snapshot().agents.flatMap((agent) => agent.listeningPorts ?? []);

  // Loading the rules and reading the project keep this thread busy while others look at the machine.
  const looking = preflight({
    definition,
    plan,
    environment: context.env,
    runtimeDirectory: paths.stateDirectory,
    only: names,
    ownPorts: new Set(ownPorts),
    gpuReserveMb: policy.gpu.placement === 'off' ? null : policy.gpu.reserveMb,
    isOwnProcess: (pid) => processEnvironmentHas(pid, `${STACK_VARIABLE}=${paths.stackId}`),
  });
  looking.catch(() => undefined); // awaited below
  const { fileIssues } = await import('./file-issues');
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
    ({ severity, code, agent, message }) =>
      severity === 'error' &&
      causes.includes(code) &&
      (agent === issue.agent ||
        // None of the scripts is there: that is one fault, not as many as there are agents.
        (code === 'script-not-found' &&
          message.startsWith('None of ') &&
          issue.message.includes(' is not found from ')) ||
        (code === 'dependency-cycle' && issue.message.includes('waits for itself'))),
  );
}

/** Those of the command line and those the running stack has. Throws a {@link UsageError} for one that no agent has. */
function askedProfiles({ definition }: StartupFile, { profiles = [], connection }: AssessOptions): string[] {
  const known = profilesIn(definition.agents);
  const unknown = profiles.find((profile) => profile !== ALL_PROFILES && !known.includes(profile));
  if (unknown !== undefined) {
    const there = known.length === 0 ? 'no agent has profiles' : `there are ${known.join(', ')}`;
    throw new UsageError(`there is no profile ${unknown}${meant(unknown, known)}; ${there}`);
  }
  return [...profiles, ...(connection?.snapshot().profiles ?? [])];
}

/** The agents named and all they depend on. Throws a {@link UsageError} for names that are not there. */
function withDependencies({ agents, disabled }: LaunchPlan, names: readonly string[]): PlannedAgent[] {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  const wanted = new Set<string>();
  const add = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    byName.get(name)?.dependencies.forEach(add);
  };
  for (const name of names) {
    if (disabled.includes(name)) throw new UsageError(`${name} is switched off in the startup file`);
    if (!byName.has(name)) {
      const known = [...byName.keys()];
      const shown = `${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`;
      throw new UsageError(`there is no agent ${name}${meant(name, known)}; there are ${shown}`);
    }
    add(name);
  }
  return agents.filter(({ name }) => wanted.has(name));
}

function meant(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? '' : ` (did you mean ${nearest}?)`;
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
