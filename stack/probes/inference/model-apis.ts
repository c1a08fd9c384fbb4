import type { InferenceDefinition } from '../../definition/model';
import { valueAt } from './json-path';

export type ModelApi = Exclude<InferenceDefinition['api'], 'auto' | 'openai'>;

/** How a small request is put in one server's language, and where in the answer the words are. */
export interface ModelRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Places of the answer's words, tried in this order. An answer with none of them is no answer. */
  readonly answerPaths: readonly string[];
}

const PROMPT = 'ping';

/** The request as the definition wants it. `model` is what the server called its model, where the definition names none. */
export function modelRequest(api: ModelApi, definition: InferenceDefinition, model: string | undefined): ModelRequest {
  const { method = 'POST', path, body } = definition;
  if (api === 'custom') {
    const verb = definition.method ?? (body === undefined ? 'GET' : 'POST');
    const answerPaths = definition.jsonPath ? [definition.jsonPath] : [];
    return { method: verb, path: path ?? '/', ...(body === undefined ? {} : { body }), answerPaths };
  }
  const standard = STANDARD[api](definition.model ?? model, definition.prompt ?? PROMPT, definition.maxTokens ?? 1);
  return {
    method,
    path: path ?? standard.path,
    body: body ?? JSON.stringify(standard.body),
    answerPaths: definition.jsonPath ? [definition.jsonPath] : standard.answerPaths,
  };
}

type Standard = (
  model: string | undefined,
  prompt: string,
  maxTokens: number,
) => { readonly path: string; readonly body: object; readonly answerPaths: readonly string[] };

const STANDARD: Readonly<Record<Exclude<ModelApi, 'custom'>, Standard>> = {
  'openai-completions': (model, prompt, maxTokens) => ({
    path: '/v1/completions',
    body: { model, prompt, max_tokens: maxTokens, temperature: 0, stream: false },
    answerPaths: ['choices.0.text', 'choices.0.finish_reason'],
  }),
  'openai-chat': (model, prompt, maxTokens) => ({
    path: '/v1/chat/completions',
    body: {
      model,
      messages: [{ role: 'user', content: prompt }],
      max_tokens: maxTokens,
      temperature: 0,
      stream: false,
    },
    // A model that thinks first has no words after one token, but a reason to have stopped.
    answerPaths: ['choices.0.message.content', 'choices.0.finish_reason'],
  }),
  'openai-embeddings': (model, prompt) => ({
    path: '/v1/embeddings',
    body: { model, input: prompt },
    answerPaths: ['data.0.embedding.0', 'data.0.embedding'],
  }),
  ollama: (model, prompt, maxTokens) => ({
    path: '/api/generate',
    body: { model, prompt, stream: false, options: { num_predict: maxTokens, temperature: 0 } },
    answerPaths: ['response', 'done'],
  }),
  'llama.cpp': (_, prompt, maxTokens) => ({
    path: '/completion',
    body: { prompt, n_predict: maxTokens, temperature: 0, stream: false, cache_prompt: false },
    answerPaths: ['content', 'stop'],
  }),
  tgi: (_, prompt, maxTokens) => ({
    path: '/generate',
    body: { inputs: prompt, parameters: { max_new_tokens: maxTokens } },
    answerPaths: ['generated_text', '0.generated_text'],
  }),
};

/** Where servers tell what they are, without any model being asked, and what each answer means. */
export const CATALOGUES: readonly {
  readonly path: string;
  readonly apis: readonly ModelApi[];
  /** Null where the answer is another server's. */
  readonly model: (json: unknown) => string | null | undefined;
}[] = [
  {
    path: '/v1/models',
    apis: ['openai-completions', 'openai-chat', 'openai-embeddings'],
    model: (json) => named(json, 'data.0.id', 'data'),
  },
  { path: '/api/tags', apis: ['ollama'], model: (json) => named(json, 'models.0.name', 'models') },
  { path: '/info', apis: ['tgi'], model: (json) => named(json, 'model_id', 'model_id') },
  { path: '/props', apis: ['llama.cpp'], model: (json) => named(json, 'model_path', 'default_generation_settings') },
];

/** The model's name; undefined where the server is of this kind and names none. */
function named(json: unknown, path: string, mark: string): string | null | undefined {
  if (valueAt(json, mark) === undefined) return null;
  const name = valueAt(json, path);
  return typeof name === 'string' && name !== '' ? name : undefined;
}
