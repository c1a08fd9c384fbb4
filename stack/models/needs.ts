import type { AgentDefinition } from '../definition/model';
import { HOSTED, type ModelCatalogue } from '../definition/models/catalogue';
import type { ModelDefinition } from '../definition/models/model-manifest';
import type { Located } from '../definition/text-range';

/** What an agent asks for, as far as manifests and providers know it. */
export interface ModelNeeds {
  /** Each once, in the order of the entry. */
  readonly models: readonly ModelDefinition[];
  /** Names under `models:` that no manifest declares and no provider serves. */
  readonly unknown: readonly Located<string>[];
}

const NOTHING: ModelNeeds = { models: [], unknown: [] };

/** True where somebody has to look into the manifests. Costs nothing. */
export function asksForModels(agent: AgentDefinition): boolean {
  return (agent.models?.length ?? 0) > 0 || (agent.model ?? null) !== null;
}

/** The models that have to be here before an agent starts: those of `models:`, and that of `model:` where a manifest declares it. */
export function needsOf(agent: AgentDefinition, catalogue: ModelCatalogue): ModelNeeds {
  if (!asksForModels(agent) || catalogue.manifests.length === 0) return NOTHING;
  const models = new Set<ModelDefinition>();
  const unknown: Located<string>[] = [];
  for (const name of agent.models ?? []) {
    const model = catalogue.find(name.value);
    if (model !== null) models.add(model);
    else if (!HOSTED.test(name.value) && !name.value.includes('$')) unknown.push(name);
  }
  const own = agent.model ? catalogue.find(agent.model.value) : null;
  if (own !== null) models.add(own);
  return { models: [...models], unknown };
}
