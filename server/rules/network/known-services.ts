/** Services that are known by their scheme wherever they run; their URL is kept in one variable (`REDIS_URL`). */
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

/** Ports that IANA or long habit give to one service. */
const PORTS: Readonly<Record<number, string>> = {
  6379: 'redis',
  4222: 'nats',
  5672: 'rabbitmq',
  9092: 'kafka',
  27017: 'mongo',
  5432: 'postgres',
  3306: 'mysql',
  6333: 'qdrant',
  6334: 'qdrant',
  19530: 'milvus',
  9200: 'elasticsearch',
  7687: 'neo4j',
  1883: 'mqtt',
  11434: 'ollama',
  8086: 'influxdb',
  8500: 'consul',
  2379: 'etcd',
  11211: 'memcached',
  9090: 'prometheus',
  14268: 'jaeger',
  6831: 'jaeger',
  16686: 'jaeger',
  4317: 'otel_collector',
  4318: 'otel_collector',
};

/** Words in a name that say which product it is about. */
const PRODUCTS: Readonly<Record<string, string>> = {
  redis: 'redis',
  nats: 'nats',
  rabbitmq: 'rabbitmq',
  rabbit: 'rabbitmq',
  kafka: 'kafka',
  mongo: 'mongo',
  mongodb: 'mongo',
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  qdrant: 'qdrant',
  milvus: 'milvus',
  weaviate: 'weaviate',
  chroma: 'chroma',
  chromadb: 'chroma',
  elasticsearch: 'elasticsearch',
  influxdb: 'influxdb',
  neo4j: 'neo4j',
  mqtt: 'mqtt',
  mosquitto: 'mqtt',
  ollama: 'ollama',
  consul: 'consul',
  etcd: 'etcd',
  memcached: 'memcached',
  prometheus: 'prometheus',
  grafana: 'grafana',
  jaeger: 'jaeger',
  minio: 'minio',
  zookeeper: 'zookeeper',
};

/** The service behind a scheme, or null. SQLAlchemy's `postgresql+asyncpg` counts as `postgresql`. */
export function serviceOfScheme(scheme: string | null): string | null {
  return scheme === null ? null : (SCHEMES[scheme.replace(/\+.*$/, '')] ?? null);
}

export function serviceOfPort(port: number | null): string | null {
  return port === null ? null : (PORTS[port] ?? null);
}

/** The product that one of the words names, e.g. `kafka` of `kafka_bootstrap_servers`. */
export function productIn(words: readonly string[]): string | null {
  for (const word of words) {
    const product = PRODUCTS[word];
    if (product !== undefined) return product;
  }
  return null;
}
