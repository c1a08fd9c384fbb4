import path from 'node:path';
import { attach } from '@agent-preflight/stack/attach/attach';
import type { Handover } from '@agent-preflight/stack/export/handover';
import { planHandover, type PlannedHandover } from '@agent-preflight/stack/export/plan-handover';
import type { AgentProbe } from '@agent-preflight/stack/protocol/snapshot';
import { UsageError, type CliContext } from '../context';
import type { StartupFile } from './find-startup-files';
import { CLIENT_NAME } from './client-name';

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
): Promise<PlannedHandover> {
  const { definition } = startup;
  if (definition.agents.length === 0) {
    throw new UsageError(`no agents were recognised in ${path.relative(context.cwd, startup.file) || startup.file}`);
  }
  return planHandover(definition, startup.file, { ...request, learned, environment: context.env });
}

/** By agent; nothing where the stack does not run, or cannot be asked: it is only a help. */
async function learnedProbes(startup: StartupFile, context: CliContext): Promise<ReadonlyMap<string, AgentProbe>> {
  const connection = await attach(startup.file, { client: CLIENT_NAME, environment: context.env }).catch(() => null);
  const agents = connection?.snapshot().agents ?? [];
  connection?.dispose();
  return new Map(agents.flatMap(({ name, probe }) => (probe ? [[name, probe] as const] : [])));
}
