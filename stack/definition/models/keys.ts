import { foldName, nearestName } from '../edit-distance';

/** The keys of a model's entry that mean something to the reader; `other` keys are known and left alone. */
const KEYS = {
  name: ['name', 'id', 'model_id', 'model_name'],
  url: ['url', 'download_url', 'source_url', 'uri', 'href', 'source'],
  repo: ['repo', 'repo_id', 'hf_repo', 'huggingface_repo', 'huggingface_id', 'hf_id', 'repository'],
  revision: ['revision', 'rev', 'commit', 'ref', 'tag'],
  file: ['file', 'filename', 'file_name', 'files', 'hf_file'],
  sha256: ['sha256', 'sha256sum', 'sha_256', 'checksum', 'hash', 'digest', 'sha256_hash'],
  size: ['size', 'size_bytes', 'size_mb', 'size_gb', 'file_size', 'file_size_mb', 'file_size_gb'],
  vram: ['vram', 'vram_mb', 'vram_gb', 'estimated_vram_mb', 'estimated_vram_gb', 'vram_required_mb', 'gpu_memory_mb'],
  path: ['path', 'model_path', 'local_path', 'dest', 'destination', 'target', 'target_dir'],
  required: ['required', 'optional'],
  aliases: ['aliases', 'alias'],
  other: [
    'adapter',
    'arch',
    'architecture',
    'args',
    'author',
    'backend',
    'batch_size',
    'bucket',
    'capabilities',
    'config',
    'context_length',
    'context_size',
    'cost',
    'ctx_size',
    'default',
    'description',
    'device',
    'dimension',
    'dimensions',
    'display_name',
    'dtype',
    'enabled',
    'engine',
    'extra',
    'family',
    'format',
    'framework',
    'gpu',
    'gpu_layers',
    'idle_timeout',
    'kind',
    'language',
    'languages',
    'license',
    'loader',
    'max_context',
    'max_tokens',
    'metadata',
    'mirrors',
    'n_gpu_layers',
    'notes',
    'options',
    'owner',
    'parameters',
    'params',
    'port',
    'precision',
    'preload',
    'priority',
    'prompt',
    'provider',
    'quality',
    'quant',
    'quantization',
    'ram_mb',
    'serving',
    'serving_method',
    'speed',
    'stage',
    'status',
    'tags',
    'task',
    'tasks',
    'temperature',
    'threads',
    'tier',
    'timeout',
    'tokenizer',
    'tokens',
    'top_k',
    'top_p',
    'type',
    'unpack',
    'usage',
    'use_case',
    'variant',
    'version',
    'weight',
    'weights',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ModelConcept = keyof typeof KEYS;

const BY_FOLDED = new Map<string, ModelConcept>();
for (const [concept, keys] of Object.entries(KEYS) as [ModelConcept, readonly string[]][]) {
  for (const key of keys) BY_FOLDED.set(foldName(key), concept);
}

export function modelConcept(key: string): ModelConcept | null {
  return BY_FOLDED.get(foldName(key)) ?? null;
}

/** The key that a misspelled one was meant to be; only those that the reader acts on are worth a guess. */
export function nearestModelKey(key: string): string | null {
  const acting = (Object.entries(KEYS) as [ModelConcept, readonly string[]][])
    .filter(([concept]) => concept !== 'other')
    .flatMap(([, keys]) => keys);
  return key.length < 4 ? null : nearestName(key, acting);
}

/** What only the entry of a model file has: by these a manifest is told from other files about models. */
export const EVIDENCE: ReadonlySet<ModelConcept> = new Set(['url', 'repo', 'sha256', 'size', 'vram', 'path', 'file']);
