import type { ProjectView } from '../../project/project-view';
import { snakeCase } from '../../languages/addresses';
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

const GENERIC = new Set(['', 'default', 'server', 'remote', 'self', 'base', 'api', 'service', 'target', 'my', 'the', 'local', 'bind', 'connect', 'zmq', 'health', 'agent', 'main', 'tcp', 'http']);

/** Whether a scheme's own variable holds the whole URL (`REDIS_URL`) rather than a host. */
export function isInfrastructureScheme(scheme: string | null): boolean {
  return scheme !== null && scheme in SCHEMES;
}

/** Names the service behind an address: the agent that owns the port, else the scheme, the well-known port, or the name it goes by. */
export function serviceName(project: ProjectView, use: AddressUse): ServiceName {
  const { address, name } = use;
  const owner = address.port === null ? undefined : project.agentsOnPort(address.port)[0];
  if (owner !== undefined) return hostOf(snakeCase(owner.agent.name.value));
  const byScheme = address.scheme === null ? undefined : SCHEMES[address.scheme];
  if (byScheme !== undefined) return { variable: `${byScheme.toUpperCase()}_URL`, service: byScheme };
  const byPort = address.port === null ? undefined : PORTS[address.port];
  if (byPort !== undefined) return hostOf(byPort);
  const stem = nameStem(name ?? '');
  return GENERIC.has(stem) ? { variable: stem === '' || stem === 'self' ? 'SERVICE_HOST' : `${stem.toUpperCase()}_HOST`, service: null } : hostOf(stem);
}

function hostOf(service: string): ServiceName {
  return { variable: `${service.toUpperCase()}_HOST`, service };
}

/** `REDIS_HOST`, `redisUrl`, `memory_endpoint` → `redis`, `redis`, `memory` */
function nameStem(name: string): string {
  return snakeCase(name)
    .replace(/(_|^)(hostname|hosts?|urls?|uri|addr(ess)?|endpoint|servers?|broker|ip|node|connection|string|default|port)(?=_|$)/g, '')
    .replace(/^_+|_+$/g, '');
}
