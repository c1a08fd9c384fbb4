import { knownAgentKey } from './agent-keys';
import type { InferenceDefinition } from './model';
import { durationOf, numberOf, scalarText } from './probe-values';
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from './yaml/tree';

const APIS: Readonly<Record<string, InferenceDefinition['api']>> = {
  auto: 'auto',
  openai: 'openai',
  vllm: 'openai',
  completions: 'openai-completions',
  'openai-completions': 'openai-completions',
  chat: 'openai-chat',
  'openai-chat': 'openai-chat',
  embeddings: 'openai-embeddings',
  'openai-embeddings': 'openai-embeddings',
  ollama: 'ollama',
  llamacpp: 'llama.cpp',
  'llama.cpp': 'llama.cpp',
  'llama-cpp': 'llama.cpp',
  'llama-server': 'llama.cpp',
  tgi: 'tgi',
  custom: 'custom',
};

/** Whether a map describes a small request to the model, and no question about health: `{kind: inference, …}`. */
export function isInference(map: YamlMap): boolean {
  const kind = scalarText(entryOf(map, 'type', 'kind', 'protocol', 'probe'))?.toLowerCase();
  return kind === 'inference' || kind === 'generation';
}

/** The entry among an agent's keys that describes such a request, whatever else its keys say of health. */
export function inferenceEntry(map: YamlMap): YamlEntry | null {
  return (
    map.entries.findLast(
      ({ key, value }) =>
        knownAgentKey(key)?.concept === 'probe' &&
        (value.kind === 'map' ? isInference(value) : value.kind === 'scalar' && value.text === 'inference'),
    ) ?? null
  );
}

/** Reads `{kind: inference, …}`, or the `inference:` of another probe. */
export function readInference(node: YamlNode | undefined): InferenceDefinition | undefined {
  if (node?.kind === 'scalar') return node.text === 'inference' || node.value === true ? { api: 'auto' } : undefined;
  if (node?.kind !== 'map') return undefined;
  const text = (...keys: string[]) => scalarText(entryOf(node, ...keys));
  const path = text('path', 'endpoint');
  const inference: InferenceDefinition = {
    api: APIS[text('api', 'style', 'server')?.toLowerCase() ?? ''] ?? (path ? 'custom' : 'auto'),
    port: numberOf(entryOf(node, 'port')),
    model: text('model'),
    prompt: text('prompt', 'input'),
    maxTokens: numberOf(entryOf(node, 'max_tokens', 'tokens')),
    method: text('method')?.toUpperCase(),
    path,
    body: bodyOf(entryOf(node, 'body', 'request')?.value),
    jsonPath: text('json_path'),
    expect: text('expect', 'expected'),
    headerEnv: headersOf(entryOf(node, 'header_env', 'headers_env')?.value),
    intervalSeconds: durationOf(entryOf(node, 'interval_seconds', 'interval', 'period_seconds')),
    timeoutSeconds: durationOf(entryOf(node, 'timeout_seconds', 'timeout')),
  };
  return Object.fromEntries(
    Object.entries(inference).filter(([, value]) => value !== undefined),
  ) as unknown as InferenceDefinition;
}

/** A request is written as the JSON it is, or as a map that stands for it. */
function bodyOf(node: YamlNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  return node.kind === 'scalar' && typeof node.value === 'string' ? node.text : JSON.stringify(plain(node));
}

function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}

function headersOf(node: YamlNode | undefined): Record<string, string> | undefined {
  if (node?.kind !== 'map') return undefined;
  const entries = node.entries.flatMap(({ key, value }) => (value.kind === 'scalar' ? [[key, value.text]] : []));
  return entries.length > 0 ? (Object.fromEntries(entries) as Record<string, string>) : undefined;
}
