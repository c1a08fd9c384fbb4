import { readFile } from 'node:fs/promises';
import { readStackDefinition } from '../definition/read';
import { planHandover, type PlannedHandover } from '../export/plan-handover';
import { ALL_PROFILES } from '../plan/profiles';
import { stackPaths } from '../rendezvous/stack-paths';
import { watchCompose } from './compose-stack';
import { watchKubernetes } from './kubernetes-stack';
import { watchedAgents } from './watched-agents';
import type { WatchedStack } from './watched-stack';

/** Where a stack was handed over to. */
export interface RemotePlace {
  readonly kind: 'compose' | 'kubernetes';
  /** What the stack is called there: the Compose project, or `app.kubernetes.io/part-of`. */
  readonly name: string;
  /** The user's own when null; of no meaning for Compose. */
  readonly namespace: string | null;
}

export interface WatchStartupFileOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds between two looks, where nobody tells of changes. */
  readonly intervalMs?: number;
}

/** Watches the stack of a startup file where it runs. Rejects with `RemoteUnreachable` when nobody there can be asked. */
export async function watchStartupFile(
  startupFile: string,
  { kind, name, namespace }: RemotePlace,
  { environment, ...options }: WatchStartupFileOptions,
): Promise<WatchedStack> {
  const { plan, handover } = await plannedHandover(startupFile, environment);
  const { file, stackId } = stackPaths(startupFile, environment);
  const { machine, projectRoot } = plan;
  const identity = { file, stackId, machine, projectRoot, watchedSince: Date.now() };
  const agents = watchedAgents(plan, handover);
  if (kind === 'compose') return watchCompose(identity, agents, { ...options, project: name, environment });
  const scope = namespace === null ? {} : { namespace };
  return watchKubernetes(identity, agents, { ...scope, stack: name, environment });
}

/** What the exports of a startup file are called when nobody names them. */
export async function usualNameThere(startupFile: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { handover } = await plannedHandover(startupFile, environment);
  return handover.name;
}

async function plannedHandover(startupFile: string, environment: NodeJS.ProcessEnv): Promise<PlannedHandover> {
  const text = (await readFile(startupFile, 'utf8')).replace(/^\uFEFF/, '');
  const definition = readStackDefinition({ file: startupFile, text });
  return planHandover(definition, startupFile, { profiles: [ALL_PROFILES], environment });
}
