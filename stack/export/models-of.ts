import path from 'node:path';
import { ModelCatalogue } from '../definition/models/catalogue';
import type { ModelDefinition } from '../definition/models/model-manifest';
import { FetchFailure } from '../models/fetch/failure';
import { hubFile } from '../models/fetch/hub-address';
import { findManifests } from '../models/find-manifests';
import type { ModelOrder } from '../models/model-order';
import { asksForModels, needsOf } from '../models/needs';
import { orderOf, type Surroundings } from '../models/order';
import type { LaunchPlan } from '../plan/launch-plan';
import type { StackPolicy } from '../policy/stack-policy';
import type { HandoverModel, Loss } from './handover';

/** The models that agents of a plan ask for, as far as an export can fetch them. */
export interface ModelsOfPlan {
  readonly models: readonly HandoverModel[];
  /** Names of models by agent. */
  readonly byAgent: ReadonlyMap<string, readonly string[]>;
  readonly losses: readonly Loss[];
}

/** Reads the manifests of a startup file. What an export cannot fetch (whole repositories, files of this machine) is told. */
export async function modelsOf(
  { agents, file, projectRoot }: LaunchPlan,
  policy: StackPolicy,
  environment: NodeJS.ProcessEnv,
): Promise<ModelsOfPlan> {
  const losses: Loss[] = [];
  const models = new Map<string, HandoverModel>();
  const byAgent = new Map<string, string[]>();
  if (!agents.some(({ definition }) => asksForModels(definition))) return { models: [], byAgent, losses };
  const { manifests } = await findManifests({ startupFile: file, projectRoot, manifest: policy.models.manifest });
  const catalogue = new ModelCatalogue(manifests);
  const surroundings: Surroundings = { projectRoot, directory: policy.models.directory ?? 'models', environment };
  for (const { name, definition } of agents) {
    const names: string[] = [];
    for (const model of needsOf(definition, catalogue).models) {
      const found = models.get(model.name.value) ?? fetchable(model, surroundings);
      if ('why' in found) {
        const why = found.why;
        losses.push({
          agent: name,
          what: `fetching ${model.name.value}`,
          why,
          remedy: 'put it where the agent looks for it',
        });
        continue;
      }
      models.set(found.name, found);
      names.push(found.name);
    }
    if (names.length > 0) byAgent.set(name, names);
  }
  return { models: [...models.values()], byAgent, losses };
}

function fetchable(model: ModelDefinition, surroundings: Surroundings): HandoverModel | { readonly why: string } {
  const order = orderFor(model, surroundings);
  if ('why' in order) return order;
  const { name, source, destination, sha256, required } = order;
  if (source === null) return { why: 'its manifest does not say where it comes from' };
  if (destination?.kind !== 'file') return { why: 'it is a whole repository, not one file' };
  const url =
    source.kind === 'address'
      ? source.url
      : source.file && hubFile(source.endpoint, source.repo, source.revision, source.file);
  if (!url || !/^https?:/.test(url) || /\s/.test(url)) return { why: 'it comes from a file of this machine' };
  const below = path.relative(surroundings.projectRoot, destination.path).split(path.sep).join('/');
  const isInside = !below.startsWith('../') && !path.isAbsolute(below);
  if (isInside && !below.includes('/'))
    return { why: 'it lies at the top of the project, where no volume can be: give it a folder (path:)' };
  if (/\s/.test(below)) return { why: 'its path holds blanks' };
  return { name, url, sha256, path: isInside ? below : destination.path, required, isFromHub: source.kind === 'hub' };
}

function orderFor(model: ModelDefinition, surroundings: Surroundings): ModelOrder | { readonly why: string } {
  try {
    return orderOf(model, model.name.file ?? '', surroundings);
  } catch (error) {
    if (error instanceof FetchFailure) return { why: error.message };
    throw error;
  }
}
