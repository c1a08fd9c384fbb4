import type { ProjectView } from '../../project/project-view';
import { hostVariable, snakeCase } from '@agent-preflight/stack/definition/host-variable';
import type { CodeModel } from '../../languages/code-model';
import type { AddressUse } from './address-role';

/** The variable a fix reads an address from, and the name of the service behind it. */
export interface ServiceName {
  /** `SERVICE_REGISTRY_HOST` or `REDIS_URL`. */
  readonly variable: string;
  /** The service's name on the network, e.g. `service_registry`; null when nothing tells it. */
  readonly service: string | null;
}

/** Services that are known by their scheme wherever they run. */
const SCHEMES: Readonly<Record<string, string>> = {
  redis: 'redis',
  rediss: 'redis',
  nats: 'nats',
  amqp: 'rabbitmq',
  amqps: 'rabbitmq',
  mongodb: 'mongo',
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  bolt: 'neo4j',
  mqtt: 'mqtt',
};

const PORTS: Readonly<Record<number, string>> = {
  6379: 'redis',
  4222: 'nats',
  5672: 'rabbitmq',
  27017: 'mongo',
  5432: 'postgres',
  3306: 'mysql',
  6333: 'qdrant',
  9200: 'elasticsearch',
  7687: 'neo4j',
  1883: 'mqtt',
  11434: 'ollama',
  8086: 'influxdb',
};

const GENERIC = new Set([
  '',
  'default',
  'server',
  'remote',
  'self',
  'base',
  'api',
  'service',
  'target',
  'my',
  'the',
  'local',
  'bind',
  'connect',
  'zmq',
  'health',
  'agent',
  'main',
  'tcp',
  'http',
  'socket',
  'sock',
  's',
  'sub',
  'pub',
  'req',
  'rep',
  'push',
  'pull',
  'dealer',
  'router',
  'ctx',
  'context',
  'client',
  'cfg',
  'config',
  'settings',
  'args',
  'test',
  'requests',
  'session',
  'port',
  'data',
  'params',
  'options',
  'kwargs',
  'info',
  'agents',
  'services',
  'zmq_ports',
  'ports',
  'models',
  'machine',
  'conn',
  'ws',
  'response',
  'resp',
  'result',
  'res',
  'r',
]);

/** Whether a scheme's own variable holds the whole URL (`REDIS_URL`) rather than a host. */
export function isInfrastructureScheme(scheme: string | null): boolean {
  return scheme !== null && scheme in SCHEMES;
}

/** Names the service behind an address: the agent that owns the port, else the scheme, the well-known port, or the names around it. */
export function serviceName(code: CodeModel, project: ProjectView, use: AddressUse): ServiceName {
  const { address } = use;
  const owner = address.port === null ? undefined : project.agentsOnPort(address.port)[0];
  const portName = nameStem(holeName(code, use) ?? '');
  if (owner !== undefined) {
    // A port constant named after somebody else is an old number: its name says more than who has the port today.
    const agent = snakeCase(owner.agent.name.value);
    return hostOf(GENERIC.has(portName) || sharesWord(agent, portName) ? agent : portName);
  }
  const byScheme = address.scheme === null ? undefined : SCHEMES[address.scheme];
  if (byScheme !== undefined) return { variable: `${byScheme.toUpperCase()}_URL`, service: byScheme };
  const byPort = address.port === null ? undefined : PORTS[address.port];
  if (byPort !== undefined) return hostOf(byPort);
  for (const name of namesAround(code, use)) {
    const stem = nameStem(name);
    if (!GENERIC.has(stem)) return hostOf(stem);
  }
  return { variable: 'SERVICE_HOST', service: null };
}

/** What the address goes by, most telling first: its variable or key, the port behind it, the dictionary around it, the socket it is given to. */
function* namesAround(code: CodeModel, use: AddressUse): Generator<string> {
  if (use.name !== null) yield use.name;
  const portName = holeName(code, use);
  if (portName !== null) yield portName;
  for (let node = use.node.parent; node !== null; node = node.parent) {
    const key = node.type === 'pair' ? node.childForField('key') : null;
    if (key !== null) yield code.textOf(key).replace(/\W+/g, '_');
    if (node.type === 'assignment' || node.type === 'variable_declarator') {
      const target = node.childForField('left') ?? node.childForField('name');
      if (target !== null) yield code.textOf(target).split('.').pop() ?? '';
    }
    if (node.type === 'block' || node.type === 'statement_block') break;
  }
  if (use.call?.receiver) yield code.textOf(use.call.receiver).split('.').pop() ?? '';
}

/** The last name in the first hole of a text: `EXECUTOR_PORT` of `tcp://localhost:{EXECUTOR_PORT}`, `tts` of `${ports.tts}`. */
function holeName(code: CodeModel, use: AddressUse): string | null {
  const hole = use.node.namedChildren.find(
    (child) => child.type === 'interpolation' || child.type === 'template_substitution',
  );
  const path = hole === undefined ? null : /[A-Za-z_][\w.]*(?=\W*$)/.exec(code.textOf(hole));
  return path?.[0].split('.').pop() ?? null;
}

function sharesWord(a: string, b: string): boolean {
  const words = new Set(a.split('_'));
  return b.split('_').some((word) => words.has(word));
}

function hostOf(service: string): ServiceName {
  return { variable: hostVariable(service), service };
}

/** `REDIS_HOST`, `redisUrl`, `memory_endpoint` → `redis`, `redis`, `memory` */
function nameStem(name: string): string {
  return snakeCase(name)
    .replace(
      /(_|^)(hostname|hosts?|urls?|uri|addr(ess)?|endpoint|servers?|broker|ip|node|connection|string|default|ports?|sockets?|clients?|zmq|config|CONFIG|self)(?=_|$)/g,
      '',
    )
    .replace(/^_+|_+$/g, '');
}
