import { foldName } from './edit-distance';

/** What a key of an agent's entry means, whatever a dialect calls it. */
export type AgentConcept =
  | 'name'
  | 'script'
  | 'module'
  | 'port'
  | 'healthPort'
  | 'host'
  | 'required'
  | 'optional'
  | 'enabled'
  | 'disabled'
  | 'dependencies'
  | 'environment'
  | 'command'
  | 'args'
  | 'nested'
  | 'gpu'
  | 'vram'
  | 'probe'
  | 'healthPath'
  | 'stopSignal'
  | 'grace'
  | 'restart'
  | 'maxRestarts'
  | 'model'
  | 'models'
  | 'profiles'
  | 'machine'
  | 'group'
  | 'other';

/** The keys found in practice; the first of each concept is the one that completion and fixes write. */
const KEYS: Readonly<Record<AgentConcept, readonly string[]>> = {
  name: ['name', 'agent_name', 'id'],
  script: ['script_path', 'script', 'path', 'file_path', 'file', 'entry_point', 'entrypoint', 'main'],
  module: ['module', 'python_module'],
  port: ['port', 'agent_port', 'service_port'],
  healthPort: ['health_check_port', 'health_port', 'healthcheck_port'],
  host: ['host', 'bind_address', 'bind_host', 'address'],
  required: ['required', 'critical', 'essential'],
  optional: ['optional'],
  enabled: ['enabled', 'autoload', 'autostart', 'active'],
  disabled: ['disabled'],
  dependencies: ['dependencies', 'depends_on', 'deps', 'wait_for'],
  environment: ['env_vars', 'environment', 'env'],
  command: ['command', 'cmd', 'start_command', 'exec'],
  args: ['args', 'command_args', 'arguments', 'cli_args'],
  nested: ['config', 'params', 'parameters', 'settings', 'options'],
  gpu: ['gpu', 'requires_gpu', 'gpu_required', 'use_gpu'],
  vram: ['vram_mb', 'vram_budget_mb', 'gpu_memory_mb', 'vram_gb'],
  probe: ['health_check', 'healthcheck', 'probe', 'readiness', 'health_checks'],
  healthPath: ['health_path', 'health_endpoint', 'health_url'],
  stopSignal: ['stop_signal'],
  grace: ['grace_seconds', 'stop_grace_period', 'shutdown_timeout', 'stop_timeout'],
  restart: ['restart', 'restart_policy'],
  maxRestarts: ['max_restarts'],
  model: ['model'],
  models: ['models'],
  profiles: ['profiles'],
  machine: ['machine', 'node', 'runs_on', 'deploy_on'],
  group: ['group', 'container_group', 'layer', 'category'],
  other: [
    'autoload_on_startup',
    'capabilities',
    'class',
    'container',
    'container_name',
    'cpu_percent',
    'critical_path',
    'cwd',
    'description',
    'docker',
    'error_bus',
    'features',
    'has_error_bus',
    'hybrid_inference_policy',
    'hybrid_inference_policy_ref',
    'image',
    'interpreter',
    'labels',
    'language',
    'limits',
    'log_file',
    'log_level',
    'logging',
    'memory_mb',
    'metadata',
    'metrics_port',
    'namespace',
    'network',
    'networks',
    'notes',
    'order',
    'owner',
    'ports',
    'priority',
    'profile',
    'prompt',
    'protocol',
    'python',
    'replicas',
    'requires',
    'resource_limits',
    'resources',
    'retries',
    'role',
    'runtime',
    'secrets',
    'start_order',
    'start_period',
    'startup_delay',
    'startup_order',
    'startup_priority',
    'startup_timeout',
    'status',
    'subscribes',
    'publishes',
    'tags',
    'threads',
    'timeout',
    'tools',
    'type',
    'url',
    'user',
    'version',
    'volumes',
    'workdir',
    'working_dir',
    'working_directory',
  ],
};

export interface KnownKey {
  readonly concept: AgentConcept;
  /** The key in its usual spelling. */
  readonly key: string;
  /** 0 for the first choice among the concept's keys. */
  readonly rank: number;
}

const BY_FOLDED = new Map<string, KnownKey>();
for (const [concept, keys] of Object.entries(KEYS) as [AgentConcept, readonly string[]][]) {
  keys.forEach((key, rank) => BY_FOLDED.set(foldName(key), { concept, key, rank }));
}

/** The key a written one stands for; `scriptPath` and `script-path` are `script_path`. Null for keys nobody foresaw. */
export function knownAgentKey(written: string): KnownKey | null {
  return BY_FOLDED.get(foldName(written)) ?? null;
}

/** Every key an agent's entry may hold, most used first within a concept. */
export function agentKeys(): string[] {
  return Object.values(KEYS).flat();
}

/** The key that fixes write for a concept. */
export function preferredKey(concept: AgentConcept): string {
  return KEYS[concept][0]!;
}

const SCRIPT_FILE = /\.(?:py|pyw|js|mjs|cjs|ts|mts|sh|bash|rb|go|rs|pl|lua|ps1|bat|cmd|exe|jar)$/i;

/** `src/core/task_router.py`, but not `python app.py`, `pytest` or `models/phi-2.gguf`. */
export function looksLikeScript(value: string): boolean {
  return SCRIPT_FILE.test(value.trim()) && !/^\s*(?:python\S*|node|npm|npx|bash|sh|make|uv|poetry|pip)\s/.test(value);
}

/** `pkg.module:attribute` or a dotted module. */
export function looksLikeModule(value: string): boolean {
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_][\w.]*)?$/.test(value.trim()) && !SCRIPT_FILE.test(value);
}
