/** What well-known images speak on their ports, where that is not HTTP, and how they are asked instead. */
interface KnownPort {
  readonly image: RegExp;
  readonly ports: Readonly<Record<number, string>>;
  /** A command that comes with the image, as a JSON list. */
  readonly check?: readonly string[];
}

const KNOWN: readonly KnownPort[] = [
  {
    image: /(?:^|\/)(?:redis|redis-stack(?:-server)?|valkey|keydb|dragonfly)$/,
    ports: { 6379: 'the Redis protocol' },
    check: ['redis-cli', 'ping'],
  },
  {
    image: /(?:^|\/)(?:postgres|postgresql|postgis|pgvector|timescaledb)$/,
    ports: { 5432: 'the PostgreSQL protocol' },
    check: ['pg_isready'],
  },
  {
    image: /(?:^|\/)(?:mysql|mysql-server|percona)$/,
    ports: { 3306: 'the MySQL protocol' },
    check: ['mysqladmin', 'ping', '-h', '127.0.0.1'],
  },
  {
    image: /(?:^|\/)mariadb$/,
    ports: { 3306: 'the MySQL protocol' },
    check: ['healthcheck.sh', '--connect', '--innodb_initialized'],
  },
  {
    image: /(?:^|\/)(?:mongo|mongodb|mongodb-community-server)$/,
    ports: { 27017: 'the MongoDB protocol' },
    check: ['mongosh', '--quiet', '--eval', "db.adminCommand('ping')"],
  },
  { image: /(?:^|\/)memcached$/, ports: { 11211: 'the memcached protocol' } },
  { image: /(?:^|\/)rabbitmq$/, ports: { 5672: 'AMQP', 5671: 'AMQP' }, check: ['rabbitmq-diagnostics', '-q', 'ping'] },
  { image: /(?:^|\/)(?:kafka|cp-kafka|redpanda)$/, ports: { 9092: 'the Kafka protocol', 29092: 'the Kafka protocol' } },
  { image: /(?:^|\/)(?:zookeeper|cp-zookeeper)$/, ports: { 2181: 'the ZooKeeper protocol' } },
  { image: /(?:^|\/)nats(?:-server)?$/, ports: { 4222: 'the NATS protocol' } },
  { image: /(?:^|\/)(?:eclipse-mosquitto|emqx|hivemq)$/, ports: { 1883: 'MQTT' } },
  { image: /(?:^|\/)(?:cassandra|scylla)$/, ports: { 9042: 'CQL' } },
  { image: /(?:^|\/)neo4j$/, ports: { 7687: 'Bolt' } },
  { image: /(?:^|\/)clickhouse(?:-server)?$/, ports: { 9000: 'the ClickHouse protocol' } },
  { image: /(?:^|\/)(?:elasticsearch|opensearch)$/, ports: { 9300: 'the transport protocol' } },
  { image: /(?:^|\/)qdrant$/, ports: { 6334: 'gRPC' } },
  { image: /(?:^|\/)milvus$/, ports: { 19530: 'gRPC' } },
  { image: /(?:^|\/)weaviate$/, ports: { 50051: 'gRPC' } },
  { image: /(?:^|\/)tritonserver$/, ports: { 8001: 'gRPC' } },
  { image: /(?:^|\/)tensorflow(?:\/|-)serving$/, ports: { 8500: 'gRPC' } },
  {
    image: /(?:^|\/)(?:jaegertracing\/all-in-one|jaeger|opentelemetry-collector(?:-contrib)?|otel-collector|tempo)$/,
    ports: { 4317: 'gRPC', 14250: 'gRPC' },
  },
  { image: /(?:^|\/)(?:temporalio\/(?:auto-setup|server)|temporal)$/, ports: { 7233: 'gRPC' } },
  { image: /(?:^|\/)pulsar(?:-all)?$/, ports: { 6650: 'the Pulsar protocol' } },
  { image: /(?:^|\/)(?:openldap|389ds)$/, ports: { 389: 'LDAP' } },
];

/** What an image speaks on a port, where that is known not to be HTTP. */
export function knownProtocol(
  image: string,
  port: number,
): { readonly name: string; readonly check: readonly string[] | null } | null {
  const known = KNOWN.find((each) => each.image.test(image) && each.ports[port] !== undefined);
  const name = known?.ports[port];
  return known === undefined || name === undefined ? null : { name, check: known.check ?? null };
}
