import { foldName, nearestName } from '../edit-distance';
import type { ModelDefinition, ModelManifest } from './model-manifest';

/** Models that a provider serves are declared nowhere in the project, and nothing of them is fetched. */
export const HOSTED =
  /^(?:(?:openai|anthropic|google|azure|bedrock|vertex_ai|mistral|groq|together|openrouter|cohere)[/:].+|gpt-.+|o[1345](?:-.+)?|chatgpt-.+|claude-.+|gemini-.+|text-embedding-.+|dall-e-.+|whisper-1|tts-1(?:-hd)?|command-r.*|davinci.*)$/i;

/** Everything by which the manifests of a project let a model be asked for. */
export class ModelCatalogue {
  readonly names: ReadonlySet<string>;
  readonly profiles: ReadonlySet<string>;
  readonly #byName = new Map<string, ModelDefinition>();

  /** @param manifests the first that declares a name has the last word on it. */
  constructor(readonly manifests: readonly ModelManifest[]) {
    const models = manifests.flatMap((manifest) => manifest.models);
    for (const model of models) if (!this.#byName.has(model.name.value)) this.#byName.set(model.name.value, model);
    for (const model of models) {
      for (const alias of model.aliases) if (!this.#byName.has(alias)) this.#byName.set(alias, model);
    }
    this.names = new Set(this.#byName.keys());
    this.profiles = new Set(manifests.flatMap(({ profiles }) => profiles.map(({ name }) => name.value)));
  }

  /** The model asked for by a name or an alias; null where no manifest declares it. */
  find(name: string): ModelDefinition | null {
    return this.#byName.get(name) ?? null;
  }

  /** The one declared name that an unknown one was meant to be; null where none is near, or several are. */
  meant(name: string, known: ReadonlySet<string> = this.names): string | null {
    // `phi-3:mini` and `Phi3_mini` are one name in three spellings; a digit more or less is another model.
    const folded = spelling(name);
    const same = [...known].filter((candidate) => spelling(candidate) === folded);
    if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
    const near = nearestName(name, known);
    return near !== null && near.replace(/\D/g, '') === name.replace(/\D/g, '') ? near : null;
  }
}

function spelling(name: string): string {
  return foldName(name.replace(/[:/@]/g, ''));
}
