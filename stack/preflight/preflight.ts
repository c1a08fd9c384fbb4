import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { StackDefinition } from '../definition/model';
import type { GpuInventory } from '../gpu/gpu';
import { withModelMemory } from '../models/declared-memory';
import type { LaunchPlan, PlannedAgent } from '../plan/launch-plan';
import { checkDisk } from './disk';
import { checkGpus, type GpuCheckOptions } from './gpu';
import { severityFor, type PreflightIssue } from './issue';
import { checkJavaScript } from './javascript';
import { checkModels } from './models';
import { checkPorts } from './ports';
import { checkPython } from './python';
import { checkVariables } from './variables';

export type { PreflightIssue } from './issue';

export interface PreflightRequest {
  readonly definition: StackDefinition;
  readonly plan: Pick<LaunchPlan, 'agents' | 'projectRoot'>;
  /** The environment agents inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where logs and state will be written; not checked when absent. */
  readonly runtimeDirectory?: string;
  /** Look only at these agents; all when absent. */
  readonly only?: ReadonlySet<string>;
  /** Ports that agents of this stack listen on already: they hold what is theirs. */
  readonly ownPorts?: ReadonlySet<number>;
  /** Tells whether a process belongs to this stack: left-overs of an earlier run are ended before the start. */
  readonly isOwnProcess?: (pid: number) => Promise<boolean>;
  /** GPU memory that placement leaves free, in MiB; null where it is switched off; the default policy's when absent. */
  readonly gpuReserveMb?: number | null;
  /** Replaces the look at this machine's GPUs. */
  readonly detectGpus?: () => Promise<GpuInventory>;
}

/**
 * What on this machine, now, would keep the stack from starting. What is wrong with the startup file itself (cycles, clashes,
 * unknown dependencies) is the definition's analysis. Nothing is started, imported or changed. Errors first, then in start order.
 */
export async function preflight(request: PreflightRequest): Promise<PreflightIssue[]> {
  const { definition, plan, environment, only } = request;
  const agents = only ? plan.agents.filter(({ name }) => only.has(name)) : plan.agents;
  const checks = await Promise.all([
    checkScripts(agents),
    checkPython(agents, plan.projectRoot),
    checkJavaScript(agents),
    checkPorts(agents, {
      ports: request.ownPorts ?? new Set(),
      isOwnProcess: request.isOwnProcess ?? (async () => false),
    }),
    withModelMemory(agents, definition, plan.projectRoot).then((declaring) =>
      checkGpus(declaring, gpuOptions(request)),
    ),
    checkModels(definition, agents, plan.projectRoot, environment),
    request.runtimeDirectory ? checkDisk(request.runtimeDirectory) : Promise.resolve([]),
  ]);
  const variables = checkVariables(definition, agents, plan.projectRoot, environment);
  const order = new Map(agents.map((agent, index) => [agent.name, index]));
  const rank = (issue: PreflightIssue) => (issue.agent === null ? -1 : (order.get(issue.agent) ?? order.size));
  const errorsFirst = (issue: PreflightIssue) => (issue.severity === 'error' ? 0 : 1);
  return [...variables, ...checks.flat()].sort((a, b) => errorsFirst(a) - errorsFirst(b) || rank(a) - rank(b));
}

function gpuOptions({ detectGpus, isOwnProcess, gpuReserveMb }: PreflightRequest): GpuCheckOptions {
  return {
    ...(detectGpus ? { detect: detectGpus } : {}),
    ...(isOwnProcess ? { isOwnProcess } : {}),
    ...(gpuReserveMb === undefined ? {} : { reserveMb: gpuReserveMb }),
  };
}

/** Agents the plan found no way to start, and scripts this user may not read. */
async function checkScripts(agents: readonly PlannedAgent[]): Promise<PreflightIssue[]> {
  const issues = await Promise.all(
    agents.map(async (agent): Promise<PreflightIssue | null> => {
      const written =
        agent.definition.script ?? agent.definition.module ?? agent.definition.program ?? agent.definition.name;
      const place = { file: written.file, range: written.range };
      const issue = (message: string, remedy: string): PreflightIssue => {
        return { code: 'script', severity: severityFor(agent), agent: agent.name, message, remedy, ...place };
      };
      if (agent.fault) return issue(agent.fault.text, 'Correct its entry in the startup file.');
      if (agent.script === null) return null;
      const readable = await access(agent.script, constants.R_OK).then(
        () => true,
        () => false,
      );
      return readable ? null : issue(`${agent.script} cannot be read by this user`, `chmod u+r ${agent.script}`);
    }),
  );
  return issues.filter((issue) => issue !== null);
}
