import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StackDefinition } from '../definition/model';
import { ModelCatalogue } from '../definition/models/catalogue';
import type { ModelDefinition } from '../definition/models/model-manifest';
import { composeEnvironment } from '../environment/compose';
import { checkModel } from '../models/check-model';
import { formatBytes } from '../models/describe';
import { FetchFailure } from '../models/fetch/failure';
import { freeBytes } from '../models/fetch/disk-space';
import { findManifests } from '../models/find-manifests';
import type { ModelOrder } from '../models/model-order';
import { asksForModels, needsOf } from '../models/needs';
import { orderOf } from '../models/order';
import { storeDirectory, StorePaths } from '../models/store/store-paths';
import type { PlannedAgent } from '../plan/launch-plan';
import { findPolicy } from '../policy/find-policy';
import { nearestExisting } from './disk';
import { severityFor, type PreflightIssue } from './issue';

interface Needed {
  readonly model: ModelDefinition;
  readonly agents: PlannedAgent[];
}

/**
 * Whether the models that agents ask for are here or can be fetched: an address to fetch them from, room on the disk, a place they may
 * go to, a checksum that is one. No server is asked. Names that no manifest declares are the rules' affair.
 */
export async function checkModels(
  definition: StackDefinition,
  agents: readonly PlannedAgent[],
  projectRoot: string,
  base: NodeJS.ProcessEnv,
): Promise<PreflightIssue[]> {
  const asking = agents.filter(({ definition: own }) => asksForModels(own));
  if (asking.length === 0) return [];
  const { policy } = await findPolicy(dirname(definition.file));
  const { manifests, problem } = await findManifests({
    startupFile: definition.file,
    projectRoot,
    manifest: policy.models.manifest,
  });
  if (problem !== null) {
    const remedy = 'Correct stack.models.manifest in the configuration, or write the file.';
    return [{ code: 'model', severity: 'error', agent: null, message: problem, remedy }];
  }
  const store = new StorePaths(storeDirectory(base));
  const issues: PreflightIssue[] = [];
  let missingBytes = 0;
  for (const { model, agents: users } of neededModels(asking, new ModelCatalogue(manifests)).values()) {
    const issue = (failure: FetchFailure): void => void issues.push(describe(model, users, failure));
    const environment = environmentOf(definition, users[0]!, projectRoot, base);
    if (environment === null) continue;
    try {
      const directory = policy.models.directory ?? 'models';
      const order = orderOf(model, model.name.file, { projectRoot, directory, environment });
      const presence = await checkModel(order, store);
      if (presence.kind === 'wrong' && order.source === null) issue(new FetchFailure('size', presence.problem));
      if (presence.kind !== 'missing') continue;
      if (order.source === null) {
        issue(
          new FetchFailure('absent', `${presence.path} is not there, and the manifest names no url to fetch it from`),
        );
      } else {
        missingBytes += await toBeFetched(order, store);
      }
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      issue(error);
    }
  }
  return [...issues, ...(await checkRoom(missingBytes, store.root))];
}

/** Null for a `.env` file that cannot be read, which another check tells. */
function environmentOf(
  definition: StackDefinition,
  agent: PlannedAgent,
  projectRoot: string,
  base: NodeJS.ProcessEnv,
): Record<string, string> | null {
  try {
    return composeEnvironment({ definition, agent: agent.definition, projectRoot, base }).env;
  } catch {
    return null;
  }
}

function neededModels(agents: readonly PlannedAgent[], catalogue: ModelCatalogue): Map<string, Needed> {
  const needed = new Map<string, Needed>();
  for (const agent of agents) {
    for (const model of needsOf(agent.definition, catalogue).models) {
      const known = needed.get(model.name.value);
      if (known) known.agents.push(agent);
      else needed.set(model.name.value, { model, agents: [agent] });
    }
  }
  return needed;
}

function describe(
  model: ModelDefinition,
  users: readonly PlannedAgent[],
  { kind, message }: FetchFailure,
): PreflightIssue {
  const severity = model.required && users.some((agent) => severityFor(agent) === 'error') ? 'error' : 'warning';
  const written =
    (kind === 'checksum' ? model.sha256 : kind === 'path' ? model.path : model.url) ?? model.path ?? model.name;
  const names = users.map(({ name }) => name).join(', ');
  const without = model.required ? 'cannot start without it' : 'will do without it';
  return {
    code: 'model',
    severity,
    agent: users.length === 1 ? users[0]!.name : null,
    message: `the model ${model.name.value} cannot be had, and ${names} ${without}: ${message}`,
    remedy: 'Correct its entry in the model manifest, or put the file where the entry says.',
    file: written.file,
    range: written.range,
  };
}

/** What of a model is not in the store yet, in bytes; 0 where nobody knows its size. */
async function toBeFetched({ sha256, about }: ModelOrder, store: StorePaths): Promise<number> {
  if (about === null) return 0;
  const sizeOf = (path: string): Promise<number> =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  const here = sha256 === null ? 0 : Math.max(await sizeOf(store.blob(sha256)), await sizeOf(store.part(sha256)));
  return Math.max(0, about - here);
}

async function checkRoom(bytes: number, store: string): Promise<PreflightIssue[]> {
  const folder = await nearestExisting(store);
  const free = bytes > 0 ? await freeBytes(folder) : null;
  if (free === null || free >= bytes) return [];
  return [
    {
      code: 'model',
      severity: 'error',
      agent: null,
      message: `the models that are missing take ${formatBytes(bytes)}, and ${formatBytes(free)} are free on the disk of ${store}`,
      remedy:
        'Free some space ("agent-preflight models prune" lists what nobody needs), or let AGENT_PREFLIGHT_MODELS name a folder on a larger disk.',
      file: folder,
    },
  ];
}
