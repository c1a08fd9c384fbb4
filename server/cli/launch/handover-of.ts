import path from 'node:path';
import { attach } from '@agent-preflight/stack/attach/attach';
import { buildHandover } from '@agent-preflight/stack/export/build-handover';
import type { Handover } from '@agent-preflight/stack/export/handover';
import { modelsOf } from '@agent-preflight/stack/export/models-of';
import type { LaunchPlan } from '@agent-preflight/stack/plan/launch-plan';
import { planStack } from '@agent-preflight/stack/plan/plan-stack';
import { findProjectRoot } from '@agent-preflight/stack/plan/script';
import { findPolicy } from '@agent-preflight/stack/policy/find-policy';
import type { AgentProbe } from '@agent-preflight/stack/protocol/snapshot';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import { UsageError, type CliContext } from '../context';
import type { StartupFile } from './find-startup-files';
import { CLIENT_NAME } from './open-stacks';

export interface HandoverRequest {
  readonly name?: string | undefined;
  readonly profiles: readonly string[];
  readonly writable: readonly string[];
}

/**
 * What is handed over of a startup file. A stack that runs is asked which health checks its agents answer. Throws a {@link UsageError} for a file
 * without agents.
 */
export async function handoverOf(
  startup: StartupFile,
  request: HandoverRequest,
  context: CliContext,
): Promise<Handover> {
  const { handover } = await planForHandover(startup, request, context, await learnedProbes(startup, context));
  return handover;
}

/** The same with the plan it was made from. */
export async function planForHandover(
  startup: StartupFile,
  request: HandoverRequest,
  context: CliContext,
  learned: ReadonlyMap<string, AgentProbe> = new Map(),
): Promise<{ readonly plan: LaunchPlan; readonly handover: Handover }> {
  const { definition } = startup;
  if (definition.agents.length === 0) {
    throw new UsageError(`no agents were recognised in ${path.relative(context.cwd, startup.file) || startup.file}`);
  }
  // As the launcher knows it.
  const { file } = stackPaths(startup.file, context.env);
  const scripts = definition.agents.flatMap((agent) => agent.script?.value ?? []);
  const projectRoot = findProjectRoot(file, scripts);
  const { policy } = await findPolicy(path.dirname(file));
  const environment = { ...context.env };
  const plan = planStack({ ...definition, file }, { projectRoot, environment, policy, profiles: request.profiles });
  const models = await modelsOf(plan, policy, environment);
  const handover = buildHandover(definition, plan, {
    policy,
    models,
    learned,
    environment,
    writable: request.writable,
    ...(request.name === undefined ? {} : { name: request.name }),
  });
  return { plan, handover };
}

/** By agent; nothing where the stack does not run, or cannot be asked: it is only a help. */
async function learnedProbes(startup: StartupFile, context: CliContext): Promise<ReadonlyMap<string, AgentProbe>> {
  const connection = await attach(startup.file, { client: CLIENT_NAME, environment: context.env }).catch(() => null);
  const agents = connection?.snapshot().agents ?? [];
  connection?.dispose();
  return new Map(agents.flatMap(({ name, probe }) => (probe ? [[name, probe] as const] : [])));
}
