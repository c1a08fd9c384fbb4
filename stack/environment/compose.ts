import { delimiter, join } from 'node:path';
import type { AgentDefinition, EnvironmentEntry, StackDefinition } from '../definition/model';
import { healthPortVariable, hostVariable, portVariable } from '../definition/host-variable';
import { readDotenvFile } from './dotenv-file';
import { expand, resolvePort } from './expand';
import { inheritedEnvironment } from './inherited';
import { isSecret, readSecretFile } from './secrets';

/** Read in this order; what is set first wins, and the launching process's own environment comes before both. */
export const DOTENV_FILES = ['.env.swarm', '.env'] as const;

export const DEFAULT_SECRETS_DIRECTORY = '/run/secrets';

/** Keeps PyTorch's allocator from fragmenting the memory several agents share. */
const CUDA_ALLOCATOR = 'max_split_size_mb:128';

/** By these the numerical libraries of Python learn how many threads they may start; each would take one for every core. */
const THREAD_VARIABLES = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS'];

export interface EnvironmentRequest {
  readonly definition: Pick<StackDefinition, 'environment'> & Partial<Pick<StackDefinition, 'agents' | 'maxThreads'>>;
  readonly agent: AgentDefinition;
  /** Agents that others start, and the address of their machine where it is known. */
  readonly outside?: readonly { readonly agent: AgentDefinition; readonly host: string | null }[];
  /** Absolute path; `.env` files lie here, and Python modules are imported from here. */
  readonly projectRoot: string;
  /** The environment of the launching process, or what stands for it. */
  readonly base: NodeJS.ProcessEnv;
  /** Overrides the group the definition gives. */
  readonly groupName?: string;
  /** Directory of secrets kept as files, asked for names that nothing else sets. Default `/run/secrets`. */
  readonly secretsDirectory?: string;
}

export interface MissingVariable {
  readonly name: string;
  /** The file's own message when it insists on the variable (`${NAME:?message}`, possibly ''); else null. */
  readonly demand: string | null;
  /** The entry of the startup file that needs it. */
  readonly entry: EnvironmentEntry;
}

export interface ComposedEnvironment {
  readonly env: Record<string, string>;
  /** Names in `env` whose values must appear in no log, state file or answer. */
  readonly secretNames: readonly string[];
  /** Variables the startup file refers to and nobody sets; they expand to nothing. */
  readonly missing: readonly MissingVariable[];
}

/**
 * The environment one agent is started with. Later layers override earlier ones: where the stack's agents are (`REGISTRY_HOST`, `REGISTRY_PORT`), then
 * `.env`, `.env.swarm` and the inherited environment; then the file's `environment`; then the agent's identity (`AGENT_NAME`, ports, group); then the agent's own entries.
 * An entry may refer to everything set before it. Throws when a `.env` file exists and cannot be read.
 */
export function composeEnvironment(request: EnvironmentRequest): ComposedEnvironment {
  const { definition, agent, projectRoot, base } = request;
  const secretsDirectory = request.secretsDirectory ?? DEFAULT_SECRETS_DIRECTORY;
  const outside = (request.outside ?? []).filter(({ host }) => host !== null);
  const dotenv = DOTENV_FILES.map((name) => readDotenvFile(join(projectRoot, name)) ?? {});
  const env: Record<string, string> = Object.assign(
    {},
    Object.fromEntries(outside.map(({ agent: other, host }) => [hostVariable(other.name.value), host])),
    neighbourHosts(definition.agents ?? []),
    ...dotenv.toReversed(),
    inheritedEnvironment(base),
  ) as Record<string, string>;
  const neighbours = [...(definition.agents ?? []), ...outside.map((other) => other.agent)];
  const fromFiles = new Set<string>();
  const missing: MissingVariable[] = [];

  // Every neighbour's port may ask for the same offset: files that are not there are looked for once.
  const absent = new Set<string>();
  const lookup = (name: string): string | undefined => {
    if (env[name] !== undefined) return env[name];
    if (absent.has(name)) return undefined;
    const secret = readSecretFile(secretsDirectory, name);
    if (secret !== undefined) {
      env[name] = secret;
      fromFiles.add(name);
    } else absent.add(name);
    return secret;
  };
  const apply = (entries: readonly EnvironmentEntry[]) => {
    for (const entry of entries) {
      const expanded = expand(entry.value.value, lookup);
      env[entry.name.value] = addedUp(entry.value.value, expanded.value);
      missing.push(...expanded.missing.map((name) => ({ name, entry, demand: expanded.demanded.get(name) ?? null })));
    }
  };

  const inheritedPythonPath = env.PYTHONPATH;
  env.PYTHONPATH ??= projectRoot; // so that `/app:${PYTHONPATH}` lacks nothing
  apply(definition.environment);
  setNeighbourPorts(env, neighbours, lookup);
  Object.assign(env, identity(request, lookup));
  apply(agent.environment);

  env.PYTHONPATH = pythonPath(projectRoot, env.PYTHONPATH, inheritedPythonPath);
  const threads = agent.maxThreads ?? definition.maxThreads;
  if (threads) for (const name of THREAD_VARIABLES) env[name] ??= String(threads);
  env.PYTHONUNBUFFERED ||= '1';
  if (agent.gpu && agent.gpu.value !== 'none') env.PYTORCH_CUDA_ALLOC_CONF ||= CUDA_ALLOCATOR;

  const secretNames = Object.keys(env).filter((name) => fromFiles.has(name) || isSecret(name, env[name]!));
  return { env, secretNames, missing };
}

function identity(request: EnvironmentRequest, lookup: (name: string) => string | undefined): Record<string, string> {
  const { agent, groupName } = request;
  const values: Record<string, string> = { AGENT_NAME: agent.name.value };
  const group = groupName ?? agent.group?.value;
  const port = agent.port && resolvePort(agent.port.value, lookup);
  const healthPort = agent.healthPort && resolvePort(agent.healthPort.value, lookup);
  if (group) values.AGENT_GROUP = group;
  if (port) Object.assign(values, { AGENT_PORT: String(port), PORT: String(port) });
  if (healthPort) Object.assign(values, { HEALTH_CHECK_PORT: String(healthPort), HEALTH_PORT: String(healthPort) });
  return values;
}

/** `${PORT_OFFSET:-0}+7200` means a number in a variable as it does in a port. Only this very form is added up: `C++` stays what it is. */
function addedUp(written: string, expanded: string): string {
  if (!/^\s*\$\{[^}]*\}\s*\+\s*\d+\s*$/.test(written) || !/^\s*\d*\s*\+\s*\d+\s*$/.test(expanded)) return expanded;
  return String(expanded.split('+').reduce((sum, term) => sum + Number(term), 0));
}

/** All agents of one startup file run on this machine. */
function neighbourHosts(agents: readonly AgentDefinition[]): Record<string, string> {
  return Object.fromEntries(agents.map((agent) => [hostVariable(agent.name.value), '127.0.0.1']));
}

/** Where they listen, whatever `PORT_OFFSET` is; what somebody has set stays. */
function setNeighbourPorts(
  env: Record<string, string>,
  agents: readonly AgentDefinition[],
  lookup: (name: string) => string | undefined,
): void {
  for (const { name, port, healthPort } of agents) {
    const number = port && resolvePort(port.value, lookup);
    const healthNumber = healthPort && resolvePort(healthPort.value, lookup);
    if (number) env[portVariable(name.value)] ??= String(number);
    if (healthNumber) env[healthPortVariable(name.value)] ??= String(healthNumber);
  }
}

/**
 * The project root first: startup files written for containers say `PYTHONPATH: /app`, which is nowhere on this machine, and what
 * they mean is the project.
 */
function pythonPath(projectRoot: string, declared: string | undefined, inherited: string | undefined): string {
  const entries = [declared, inherited].flatMap((text) => text?.split(delimiter) ?? []).filter((entry) => entry !== '');
  return [...new Set([projectRoot, ...entries])].join(delimiter);
}
