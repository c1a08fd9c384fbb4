import type { ProjectView } from '../../project/project-view';
import { hostVariable, snakeCase } from '@agent-preflight/stack/definition/host-variable';
import type { CodeModel } from '../../languages/code-model';
import { isClientCall, isConnectCall, isRequestCall } from './address-calls';
import type { AddressUse } from './address-role';
import { productIn, serviceOfPort, serviceOfScheme } from './known-services';

/** The variable a fix reads an address from, and the name of the service behind it. */
export interface ServiceName {
  /** `SERVICE_REGISTRY_HOST` or `REDIS_URL`. */
  readonly variable: string;
  /** The service's name on the network, e.g. `service_registry`; null when nothing tells it. */
  readonly service: string | null;
  /** False when the name is only a good guess from what stands around the address. */
  readonly certain: boolean;
}

/** Words that name no service by themselves. */
const GENERIC = new Set(
  (
    'default server remote self base api service target my the local bind connect zmq health agent main tcp http socket sock s sub pub req rep push pull ' +
    'dealer router ctx context client cfg config settings args test requests session port data params options kwargs info agents services zmq_ports ports ' +
    'models machine conn ws response resp result res r url app application state value values item items params defaults args opts o c e x y i backend ' +
    'listener sender worker node message msg request answer reply output input process proc env environment parser bootstrap name host'
  ).split(' '),
);

/** Names the service behind an address: the agent that owns the port, else the scheme, the well-known port, or the names around it. */
export function serviceName(code: CodeModel, project: ProjectView, use: AddressUse): ServiceName {
  const { address } = use;
  const owner = address.port === null ? undefined : project.agentsOnPort(address.port)[0];
  const portName = nameStem(portHoleName(code, use) ?? '');
  if (owner !== undefined) {
    // A port constant named after somebody else is an old number: its name says more than who has the port today.
    const agent = snakeCase(owner.agent.name.value);
    return hostOf(isGeneric(portName) || sharesWord(agent, portName) ? agent : portName, true);
  }
  const composed = address.port === null ? null : project.compose.serviceOwning(address.port);
  const byScheme = serviceOfScheme(address.scheme);
  if (byScheme !== null)
    return { variable: `${byScheme.toUpperCase()}_URL`, service: composed ?? byScheme, certain: true };
  // The service's name is its host name, dashes and all.
  if (composed !== null) return { ...hostOf(snakeCase(composed), true), service: composed };
  const ownName = use.name?.split('.').at(-1) ?? '';
  const known = productIn(snakeCase(ownName).split('_')) ?? serviceOfPort(address.port);
  if (known !== null) return hostOf(known, true);
  const ownStem = nameStem(ownName);
  const agent = agentCalled(project, portName) ?? agentCalled(project, ownStem);
  if (agent !== null) return hostOf(agent, true);
  if (!isGeneric(ownStem)) return hostOf(ownStem, true);
  if (!isGeneric(portName)) return hostOf(portName, true);
  for (const name of namesAround(code, use)) {
    const product = productIn(snakeCase(name).split('_'));
    if (product !== null) return hostOf(product, true);
    const stem = nameStem(name);
    const named = agentCalled(project, stem);
    if (named !== null) return hostOf(named, true);
    if (!isGeneric(stem)) return hostOf(stem, false);
  }
  return { variable: 'SERVICE_HOST', service: null, certain: false };
}

function isGeneric(stem: string): boolean {
  return stem.length < 2 || GENERIC.has(stem) || /^\d/.test(stem);
}

/** What stands around the address, most telling first: the dictionary around it, the client it is given to, the variable that keeps it. */
function* namesAround(code: CodeModel, use: AddressUse): Generator<string> {
  const { call } = use;
  if (call !== null && !isRequestCall(call) && !isConnectCall(call) && /^[A-Z]/.test(call.name)) {
    yield call.name.replace(/^Async|(Span)?Exporter$/g, '');
  }
  // What a request returns is an answer: the variable it goes to is not named after the service.
  const keepsService = call === null || isClientCall(call);
  for (let node = use.node.parent; node !== null; node = node.parent) {
    const key = node.type === 'pair' ? node.childForField('key') : null;
    if (key !== null) yield code.textOf(key).replace(/\W+/g, '_');
    if (keepsService && /^(?:assignment|variable_declarator|let_declaration|const_item|static_item)$/.test(node.type)) {
      const target = node.childForField('left') ?? node.childForField('name') ?? node.childForField('pattern');
      const name = target === null ? null : /^(?:\w+\.)*(\w+)$/.exec(code.textOf(target))?.[1];
      if (name !== undefined && name !== null) yield name;
    }
    if (node.type === 'block' || node.type === 'statement_block') break;
  }
  if (call !== null && isConnectCall(call) && call.receiver !== null)
    yield code.textOf(call.receiver).split('.').pop() ?? '';
  const owner = code.enclosingClass(use.node);
  if (owner !== null && use.node.ancestorOfType('function_definition', 'method_definition') === null) yield owner.name;
}

/** The last name in the hole that stands where the port does: `EXECUTOR_PORT` of `tcp://localhost:{EXECUTOR_PORT}`, `tts` of `${ports.tts}`. */
function portHoleName(code: CodeModel, use: AddressUse): string | null {
  const source = code.textOf(use.node);
  const hole = use.node.namedChildren.find(
    (child) =>
      (child.type === 'interpolation' || child.type === 'template_substitution') &&
      source.slice(0, child.relativeStart).endsWith(`${use.address.host}:`),
  );
  if (hole !== undefined) return lastName(code.textOf(hole));
  // `"tcp://localhost:" + str(port)`, `"tcp://localhost:%d" % port`, `"…:{}".format(port)`
  const outer = use.node.parent;
  if (outer?.type === 'binary_operator' || outer?.type === 'binary_expression') {
    const right = outer.childForField('right');
    return right === null || right === use.node ? null : lastName(code.textOf(right));
  }
  return null;
}

function lastName(expression: string): string | null {
  const names = expression
    .match(/[A-Za-z_]\w*/g)
    ?.filter((name) => !/^(str|int|self|this|String|format|get)$/.test(name));
  return names?.at(-1) ?? null;
}

function sharesWord(a: string, b: string): boolean {
  const words = new Set(a.split('_'));
  return b.split('_').some((word) => words.has(word));
}

function hostOf(service: string, certain: boolean): ServiceName {
  // OLLAMA_HOST is Ollama's own variable and holds a port, too.
  const variable = service === 'ollama' ? 'OLLAMA_SERVICE_HOST' : hostVariable(service);
  return { variable, service, certain };
}

/** For each project its agents by name, with and without what kind of thing they are: the launcher sets a variable for each. */
const agentsByName = new WeakMap<ProjectView, ReadonlyMap<string, string>>();

/** The agent that a name in the code means: `executor` and `executor_agent` are the agent `ExecutorAgent`. */
function agentCalled(project: ProjectView, stem: string): string | null {
  let agents = agentsByName.get(project);
  if (agents === undefined) {
    const names = project.definitions.flatMap(({ agents: own }) => own.map(({ name }) => snakeCase(name.value)));
    agentsByName.set(
      project,
      (agents = new Map(
        names.flatMap((name) => [
          [bare(name), name],
          [name, name],
        ]),
      )),
    );
  }
  return stem.length < 2 ? null : (agents.get(stem) ?? agents.get(bare(stem)) ?? null);
}

function bare(name: string): string {
  return name.replace(/_(agent|service|server)$/, '');
}

/** `REDIS_HOST`, `redisUrl`, `memory_endpoint`, `DashboardConfig` → `redis`, `redis`, `memory`, `dashboard` */
function nameStem(name: string): string {
  return snakeCase(name)
    .replace(/^(next_public|vite|react_app|public)_/, '')
    .replace(
      /(_|^)(hostname|host_name|hosts?|base_urls?|api_base|urls?|uri|addr(ess)?(es)?|endpoints?|servers?|brokers?|ip|node|connection|string|default|ports?|sockets?|clients?|zmq|config|configuration|settings|self)(?=_|$)/g,
      '',
    )
    .replace(/_(name|api|list|base|fallback|args)$/, '')
    .replace(/^_+|_+$/g, '');
}
