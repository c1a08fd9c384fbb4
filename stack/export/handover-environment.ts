import { healthPortVariable, hostVariable, portVariable } from '../definition/host-variable';
import type { AgentDefinition, EnvironmentEntry, StackDefinition } from '../definition/model';
import { expand, resolvePort, type Lookup } from '../environment/expand';
import { isSecret } from '../environment/secrets';
import { parseTemplate, type Template } from '../environment/template';
import type { PlannedAgent } from '../plan/launch-plan';
import type { Loss, Variable } from './handover';
import type { Setting } from './split-environment';
import { constantOf, join, literal, namesIn, substitute, withoutSecrets } from './substitute';

/** A number that a variable moves: `${PORT_OFFSET:-0}+7200`. */
const SUM = /^\s*\$\{[^}]*\}\s*\+\s*\d+\s*$/;
/** What environment files, shells and Kubernetes take for a name. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Variables that the launcher sets to the same for all agents unless somebody has set them. */
const PLUMBING: readonly (readonly [string, string])[] = [['PYTHONUNBUFFERED', '1']];
const THREADS = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS'];
const ALLOCATOR = ['PYTORCH_CUDA_ALLOC_CONF', 'max_split_size_mb:128'] as const;

export interface StackEnvironment {
  /** Of all agents. */
  readonly shared: readonly Variable[];
  /** Of one agent; they win. */
  of(agent: PlannedAgent): readonly Variable[];
  /** An agent's text (an argument) with the variables that the stack itself sets filled in. */
  fill(agent: PlannedAgent, text: string): Template;
}

interface Layers {
  readonly variables: Map<string, Variable>;
  /** What references are replaced by: the values of fixed variables. */
  readonly known: Map<string, Template>;
}

/**
 * The environment that `composeEnvironment` gives to agents, before the surroundings are known: the same layers in the same order, with
 * references to what the file itself sets filled in, and all others kept. Ports and sums of ports are worked out with `environment`, the surroundings of the moment.
 */
export function stackEnvironment(
  definition: StackDefinition,
  agents: readonly PlannedAgent[],
  projectRoot: string,
  environment: NodeJS.ProcessEnv,
  losses: Loss[],
): StackEnvironment {
  const shared: Layers = { variables: new Map(), known: new Map() };
  const lookup = (name: string) => environment[name];
  for (const { name } of definition.agents) setDefault(shared, hostVariable(name.value), ['127.0.0.1']);
  for (const { name, port, healthPort } of definition.agents) {
    const number = port && resolvePort(port.value, lookup);
    const healthNumber = healthPort && resolvePort(healthPort.value, lookup);
    if (number) setDefault(shared, portVariable(name.value), [String(number)]);
    if (healthNumber) setDefault(shared, healthPortVariable(name.value), [String(healthNumber)]);
  }
  for (const [name, value] of PLUMBING) setDefault(shared, name, [value]);
  shared.known.set('PYTHONPATH', [projectRoot]);
  // Where agents are started, whoever starts them.
  shared.known.set('PWD', [projectRoot]);
  apply(shared, definition.environment, null);
  const path = pythonPath(projectRoot, shared.known.get('PYTHONPATH') ?? []);
  shared.known.set('PYTHONPATH', path);
  shared.variables.set('PYTHONPATH', { name: 'PYTHONPATH', value: path, isDefault: false, isSecret: false });

  const layers = new Map(agents.map((agent) => [agent.name, layersOf(agent)]));
  return {
    shared: [...shared.variables.values()],
    of: ({ name }) => [...(layers.get(name)?.variables.values() ?? [])],
    fill: ({ name }, text) => substitute(parseTemplate(text), knownTo(layers.get(name))),
  };

  function knownTo(own: Layers | undefined): ReadonlyMap<string, Template> {
    return new Map([...shared.known, ...(own?.known ?? [])]);
  }

  function layersOf(agent: PlannedAgent): Layers {
    const own: Layers = { variables: new Map(), known: new Map() };
    for (const [name, value] of identityOf(agent)) setFixed(own, name, literal(value));
    apply(own, agent.definition.environment, agent.definition);
    const path = own.variables.get('PYTHONPATH');
    if (path) own.variables.set('PYTHONPATH', { ...path, value: pythonPath(projectRoot, path.value) });
    const threads = agent.definition.maxThreads ?? definition.maxThreads;
    const isSet = (name: string) => own.variables.has(name) || shared.variables.has(name);
    if (threads) for (const name of THREADS) if (!isSet(name)) setDefault(own, name, [String(threads)]);
    if (agent.gpu && agent.gpu !== 'none' && !isSet(ALLOCATOR[0])) setDefault(own, ALLOCATOR[0], [ALLOCATOR[1]]);
    return own;
  }

  function apply(layers: Layers, entries: readonly EnvironmentEntry[], agent: AgentDefinition | null): void {
    const scope = agent?.name.value ?? null;
    for (const entry of entries) {
      const name = entry.name.value;
      if (!NAME.test(name)) {
        losses.push({
          agent: scope,
          what: `the variable '${name}' is left out`,
          why: 'its name is none that shells and service managers take',
          remedy: 'rename it: letters, digits and underscores',
        });
        continue;
      }
      const written = entry.value.value;
      const known = layers === shared ? shared.known : new Map([...shared.known, ...layers.known]);
      const value = sumOf(written, lookup) ?? substitute(parseTemplate(written), known);
      const safe = withoutSecrets(name, value);
      if (safe.removed) {
        losses.push({
          agent: scope,
          what: `the value of ${name} is not exported`,
          why: 'it is a secret, and the startup file holds it in the clear',
          remedy: `put ${name} into the environment of the target (.env, a secret), and take it out of the startup file`,
        });
      }
      setFixed(layers, name, safe.value, safe.removed);
    }
  }
}

function setDefault({ variables, known }: Layers, name: string, value: Template): void {
  // The name of an agent may begin with a digit; of two agents of one name, the first is meant.
  if (!NAME.test(name) || variables.has(name)) return;
  variables.set(name, { name, value, isDefault: true, isSecret: false });
  // Others that refer to it follow the surroundings, too.
  known.set(name, [{ name, operator: '-', operand: value, operandText: constantOf(value) ?? '' }]);
}

function setFixed({ variables, known }: Layers, name: string, value: Template, removed = false): void {
  const isOpen = constantOf(value) === null;
  const secret = removed || (isOpen && [name, ...namesIn(value)].some((one) => isSecret(one, 'unknown')));
  variables.set(name, { name, value, isDefault: false, isSecret: secret });
  // `X: ${X:-y}`: what refers to X later means what comes out of it.
  known.set(name, value);
}

function identityOf(agent: PlannedAgent): Setting[] {
  const { name, group, port, healthPort } = agent;
  const numbered = (names: readonly string[], number: number | null): Setting[] =>
    number === null ? [] : names.map((key) => [key, String(number)]);
  return [
    ['AGENT_NAME', name],
    ...(group === null ? [] : [['AGENT_GROUP', group] as const]),
    ...numbered(['AGENT_PORT', 'PORT'], port),
    ...numbered(['HEALTH_CHECK_PORT', 'HEALTH_PORT'], healthPort),
  ];
}

/** The sum that such a text stands for now; null for texts of any other kind. */
function sumOf(text: string, lookup: Lookup): Template | null {
  if (!SUM.test(text)) return null;
  const terms = expand(text, lookup)
    .value.split('+')
    .map((term) => term.trim());
  return terms.every((term) => /^\d*$/.test(term))
    ? literal(String(terms.reduce((sum, term) => sum + Number(term), 0)))
    : null;
}

/** The project's root first, then what the file names; each once. */
function pythonPath(projectRoot: string, declared: Template): Template {
  const text = constantOf(declared);
  if (text === null) {
    const [first] = declared;
    const begins = typeof first === 'string' && `${first}:`.startsWith(`${projectRoot}:`);
    return begins ? declared : join([`${projectRoot}:`, ...declared]);
  }
  const entries = text.split(':').filter((entry) => entry !== '');
  return [[...new Set([projectRoot, ...entries])].join(':')];
}
