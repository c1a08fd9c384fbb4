import type { ResourceLimits } from './resource-limits';
import type { Located, TextRange } from './text-range';

/** The shapes of startup files found in practice; `docs/startup-files.md` shows one of each. */
export type Dialect =
  /** `agent_groups: {group: {Agent: {script_path, port, …}}}` */
  | 'nested'
  /** `some_services: [{name, script_path, …}]`, one list or several at top level. */
  | 'flat'
  /** `agents: {group: {description, agents: [{…}]}}` or `agents: [{name, path, …}]` */
  | 'grouped-list'
  /** `settings:` beside `*_agents:` with `script`, `health_port`, `critical`. */
  | 'settings'
  /** `container_groups: {group: {agents: …}}` with `deployment_order`. */
  | 'container-groups'
  /** Names only, or groups of names. */
  | 'names'
  /** `job: {…}` / `topology:` with dotted `module`s. */
  | 'topology'
  /** No agents were recognised. */
  | 'unknown';

/**
 * A port as written: a number, a numeric string or an expression such as `${PORT_OFFSET:-0}+7200`.
 * Equality of `base` and `offsetVariable` decides whether two ports clash whatever the offset is.
 */
export interface PortValue {
  /** The text as it stands in the file, without quotes. */
  readonly text: string;
  /** The number with every variable at its default (0 for an offset without one); null if the text is no port. */
  readonly base: number | null;
  /** The variable that is added to the base, e.g. `PORT_OFFSET`. */
  readonly offsetVariable: string | null;
}

/** `required: true`, or an expression over the environment that only a launch can decide. */
export type Requirement =
  { readonly kind: 'fixed'; readonly required: boolean } | { readonly kind: 'expression'; readonly text: string };

export interface EnvironmentEntry {
  readonly name: Located<string>;
  /** The value unresolved: it may hold `${NAME}` and `${NAME:-default}`. */
  readonly value: Located<string>;
}

/** A port that a startup file names in passing, e.g. under `config.metrics_port`. */
export interface NestedPort {
  /** Dotted path of keys below the agent, e.g. `config.metrics_port`. */
  readonly path: string;
  readonly port: Located<PortValue>;
}

/** How an agent is asked for its health. Absent fields are found out while it runs (`auto`). */
export interface ProbeDefinition {
  readonly kind: 'auto' | 'http' | 'tcp' | 'zmq' | 'exec' | 'grpc' | 'log';
  /** HTTP path, e.g. `/health`. */
  readonly path?: string;
  readonly port?: number;
  readonly command?: readonly string[];
  /** Log line (a plain substring) that means ready. */
  readonly pattern?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
  /** Time an agent may take from its start to its first healthy answer. */
  readonly startPeriodSeconds?: number;
  /** What its model is asked besides, once its health is good. Costs tokens, so that it is never done unasked. */
  readonly inference?: InferenceDefinition;
}

/** A small request that shows whether a model server's engine works. Absent fields are found out. */
export interface InferenceDefinition {
  /** The language it is asked in; `custom`: what `path` and `body` say. */
  readonly api:
    | 'auto'
    | 'openai'
    | 'openai-completions'
    | 'openai-chat'
    | 'openai-embeddings'
    | 'ollama'
    | 'llama.cpp'
    | 'tgi'
    | 'custom';
  /** Default: the agent's main port. */
  readonly port?: number;
  /** Default: the first one the server lists. */
  readonly model?: string;
  readonly prompt?: string;
  /** Default 1. */
  readonly maxTokens?: number;
  /** HTTP method; by default POST where there is a body. */
  readonly method?: string;
  readonly path?: string;
  /** The request's JSON as text. */
  readonly body?: string;
  /** Where in the answer the words are, e.g. `choices.0.text`. */
  readonly jsonPath?: string;
  /** What the words must contain, in any case. */
  readonly expect?: string;
  /** Names of environment variables by name of header: `{Authorization: API_KEY}`. */
  readonly headerEnv?: Readonly<Record<string, string>>;
  /** Between two requests, counted from the end of the first. Default 60. */
  readonly intervalSeconds?: number;
  /** For one request. Default 30. */
  readonly timeoutSeconds?: number;
}

/** When an agent that ended by itself is started again, as far as its entry says. */
export interface RestartLimits {
  /** Restarts without a stable stretch in between before it is given up. */
  readonly maxRestarts?: number;
  /** Upper bound of the first wait; each further one doubles it. */
  readonly delaySeconds?: number;
}

export type GpuRequirement = 'required' | 'preferred' | 'none';

/** One agent as one startup file declares it. */
export interface AgentDefinition {
  readonly name: Located<string>;
  readonly group: Located<string> | null;
  /**
   * The machines that start this agent, where the file itself says so (`machine: pc2`, `machine_profiles:`);
   * absent or empty: the machine of the file.
   */
  readonly machines?: readonly string[];
  /** The whole entry, from its first key (or its `-`) to its last value. */
  readonly range: TextRange;
  /** `script_path`, `script` or `path` as written. */
  readonly script: Located<string> | null;
  /** Dotted module to run instead of a script (`python -m`). */
  readonly module: Located<string> | null;
  /** A program to run where there is neither: `redis-server` of `command: redis-server --port 6390`, whose other words are `args`. */
  readonly program?: Located<string> | null;
  readonly port: Located<PortValue> | null;
  readonly healthPort: Located<PortValue> | null;
  readonly nestedPorts: readonly NestedPort[];
  readonly host: Located<string> | null;
  readonly required: Located<Requirement> | null;
  /** `enabled: false` / `autoload: false`: listed, but not started. */
  readonly enabled: boolean;
  readonly dependencies: readonly Located<string>[];
  /** The `dependencies` sequence itself, for edits; null when the key is absent or null. */
  readonly dependenciesRange: TextRange | null;
  readonly environment: readonly EnvironmentEntry[];
  readonly args: readonly Located<string>[];
  readonly gpu: Located<GpuRequirement> | null;
  /** More than one GPU at once (`gpu: 2`); absent: one. */
  readonly gpuCount?: number;
  readonly vramMb: Located<number> | null;
  /** Threads that numerical libraries may start in this agent; absent or null: as the file says for all, else as they like. */
  readonly maxThreads?: number | null;
  /** Memory and processor it may take; absent or null: as the file says for all. */
  readonly limits?: ResourceLimits | null;
  readonly probe: ProbeDefinition | null;
  readonly stopSignal: string | null;
  readonly graceSeconds: number | null;
  readonly restart: 'always' | 'on-failure' | 'never' | null;
  /** Absent where the entry says nothing. */
  readonly restartLimits?: RestartLimits;
  /** Names from the model manifest: what must be on this machine before it starts. Absent or empty: none. */
  readonly models?: readonly Located<string>[];
  /** `model:` of its entry; it counts as one of `models` where a manifest declares it, and is the agent's own affair elsewhere. */
  readonly model?: Located<string> | null;
  /** It is started only when one of these is asked for. Absent or empty: always. */
  readonly profiles?: readonly Located<string>[];
}

/** A fault that reading a startup file brought to light. The rules of topic `startup` turn these into findings. */
export interface DefinitionProblem {
  /** `error` (the default): fails at start. `warning`: likely a slip. `information`: worth knowing. */
  readonly severity?: 'error' | 'warning' | 'information';
  readonly kind:
    'syntax' | 'duplicate-key' | 'misplaced-entry' | 'unknown-key' | 'missing-key' | 'wrong-type' | 'limit';
  readonly message: string;
  readonly range: TextRange;
  /** The agent, group or key it concerns. */
  readonly subject?: string;
  /** What `subject` names. */
  readonly subjectKind?: 'agent' | 'group' | 'key';
  /** An unambiguous repair of the text. */
  readonly repair?: {
    readonly title: string;
    readonly edits: readonly { readonly range: TextRange; readonly newText: string }[];
  };
  /** Other places that belong to the fault, e.g. the first occurrence of a repeated key. */
  readonly related?: readonly { readonly message: string; readonly range: TextRange }[];
}

/** Everything one startup file says, in one shape for all dialects. */
export interface StackDefinition {
  /** The identifier given to the reader: a URI in the language server, a path in the launcher. */
  readonly file: string;
  readonly dialect: Dialect;
  /**
   * The machine this file starts, by the file's own word or its name (`main_pc_code/config/startup_config.yaml` → `main_pc`);
   * null when there is only one machine to speak of. Ports collide only on the same machine.
   */
  readonly machine: string | null;
  readonly agents: readonly AgentDefinition[];
  readonly environment: readonly EnvironmentEntry[];
  /** `resource_limits: {max_threads}` of the file, for agents that have none of their own. */
  readonly maxThreads?: number | null;
  /** Memory and processor that each agent may take which has no limits of its own. */
  readonly limits?: ResourceLimits | null;
  /** Defaults for every agent's probe, from `health_checks:`. */
  readonly probe: ProbeDefinition | null;
  readonly problems: readonly DefinitionProblem[];
}
