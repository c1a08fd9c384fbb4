import { HOSTED, ModelCatalogue } from '@agent-preflight/stack/definition/models/catalogue';
import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { definedPlace } from './defined-place';
import type { Report, RuleContext } from '../rule';
import { isTemplate } from './model-values';

/** Variables that name a model: `MODEL`, `LLM_MODEL_NAME`, `STT_MODEL`. */
const MODEL_VARIABLE = /(?:^|_)(?:MODEL|MODEL_(?:NAME|ID|KEY|ALIAS))$/;
/** Variables that name a set of models. */
const PROFILE_VARIABLE = /(?:^|_)MODELS?_PROFILE$/;
/** Variables that list models. */
const LIST_VARIABLE = /(?:^|_)(?:PRELOAD_MODELS|MODELS_TO_LOAD|PRELOADED_MODELS|WARMUP_MODELS|AUTOLOAD_MODELS)$/;

/** Judges names by what the manifests of a project declare. */
export class KnownModels {
  readonly #catalogue: ModelCatalogue;

  constructor(private readonly manifests: readonly ModelManifest[]) {
    this.#catalogue = new ModelCatalogue(manifests);
  }

  get profiles(): ReadonlySet<string> {
    return this.#catalogue.profiles;
  }

  /** What is wrong with a name in a place where a model is asked for; null when it is known, or somebody else's. */
  judge(name: string, range: TextRange, what: 'model' | 'profile', context: RuleContext): Report | null {
    const known = what === 'model' ? this.#catalogue.names : this.profiles;
    if (known.size === 0 || known.has(name) || isTemplate(name) || name === '') return null;
    const meant = this.#catalogue.meant(name, known);
    if (meant === null && what === 'model' && HOSTED.test(name)) return null;
    const place = meant === null ? null : definedPlace(this.manifests, meant, what);
    return {
      range,
      message:
        meant === null
          ? `No manifest declares the ${what} '${name}': whoever asks for it gets an error or a fall-back. Declare it or name another.`
          : `No manifest declares the ${what} '${name}'; did you mean '${meant}'?`,
      related: place === null ? [] : [place],
      fixes:
        meant === null
          ? []
          : [
              {
                title: `Change to '${meant}'`,
                safety: 'safe',
                edits: () => [{ uri: context.document.uri, range, newText: meant }],
              },
            ],
    };
  }
}

/**
 * What a variable says of models, judged. Only a slip is told of a single model: a name that no manifest knows may be a provider's.
 *
 * @param valueRange of the value without its quotes.
 */
export function judgeVariable(variable: string, value: string, valueRange: TextRange, context: RuleContext): Report[] {
  const what = kindOfVariable(variable);
  if (what === null || context.project.modelManifests.length === 0) return [];
  const known = new KnownModels(context.project.modelManifests);
  if (what === 'profile') return present(known.judge(value, valueRange, 'profile', context));
  if (what === 'model') {
    return present(known.judge(value, valueRange, 'model', context)).filter(({ fixes }) => fixes?.length);
  }
  return [...value.matchAll(/[^\s,;]+/g)].flatMap((match) => {
    const start = valueRange.start + match.index;
    return present(known.judge(match[0], { start, end: start + match[0].length }, 'model', context));
  });
}

function kindOfVariable(variable: string): 'model' | 'profile' | 'list' | null {
  if (!variable.includes('MODEL')) return null;
  if (PROFILE_VARIABLE.test(variable)) return 'profile';
  if (LIST_VARIABLE.test(variable)) return 'list';
  return MODEL_VARIABLE.test(variable) ? 'model' : null;
}

function present(report: Report | null): Report[] {
  return report === null ? [] : [report];
}
