import type { PortRange } from '../../languages/compose/published-port';

/** What a service is that only its neighbours should reach. */
export interface PrivateService {
  readonly name: string;
  readonly kind: 'database' | 'broker' | 'admin interface';
}

type Kind = PrivateService['kind'];

/** Ports that belong to one database, broker or admin interface, whatever the image is called. */
const PORTS: readonly (readonly [number, string, Kind])[] = [
  [5432, 'PostgreSQL', 'database'],
  [3306, 'MySQL', 'database'],
  [1433, 'SQL Server', 'database'],
  [1521, 'Oracle', 'database'],
  [27017, 'MongoDB', 'database'],
  [6379, 'Redis', 'database'],
  [11211, 'Memcached', 'database'],
  [9200, 'Elasticsearch', 'database'],
  [9300, 'Elasticsearch', 'database'],
  [5984, 'CouchDB', 'database'],
  [9042, 'Cassandra', 'database'],
  [7474, 'Neo4j', 'database'],
  [7687, 'Neo4j', 'database'],
  [8086, 'InfluxDB', 'database'],
  [6333, 'Qdrant', 'database'],
  [6334, 'Qdrant', 'database'],
  [19530, 'Milvus', 'database'],
  [26257, 'CockroachDB', 'database'],
  [28015, 'RethinkDB', 'database'],
  [2379, 'etcd', 'database'],
  [5672, 'RabbitMQ', 'broker'],
  [15672, 'RabbitMQ', 'admin interface'],
  [4222, 'NATS', 'broker'],
  [8222, 'NATS', 'admin interface'],
  [9092, 'Kafka', 'broker'],
  [1883, 'MQTT', 'broker'],
  [61616, 'ActiveMQ', 'broker'],
  [2181, 'ZooKeeper', 'broker'],
  [8500, 'Consul', 'admin interface'],
  [2375, 'Docker', 'admin interface'],
  [2376, 'Docker', 'admin interface'],
];

const IMAGES: readonly (readonly [RegExp, Kind])[] = [
  [
    /^(?:postgres\w*|postgis|pgvector|timescaledb\w*|mysql\w*|mariadb\w*|percona\w*|mssql\w*|server|mongo|mongodb\w*|redis|redis-stack\w*|valkey|keydb|dragonfly|memcached|elasticsearch|opensearch|couchdb|couchbase|cassandra|scylla|neo4j|influxdb\d?|clickhouse(?:-server)?|cockroach|rethinkdb|arangodb|etcd|qdrant|milvus|weaviate|chroma|chromadb|minio|solr|meilisearch|typesense|surrealdb|questdb|victoria-metrics|dgraph|tikv|azure-sql-edge|oracle-\w+|orientdb|memgraph\w*|typedb|dynamodb-local|pgbouncer)$/,
    'database',
  ],
  [
    /^(?:rabbitmq|nats|kafka|cp-kafka|redpanda|eclipse-mosquitto|mosquitto|emqx|vernemq|activemq\w*|artemis|pulsar|zookeeper|cp-zookeeper|nsqd?|nsqlookupd)$/,
    'broker',
  ],
  [
    /^(?:adminer|phpmyadmin|pgadmin4?|mongo-express|redis-commander|redisinsight|portainer\w*|portainer-[ce]e|kibana|opensearch-dashboards|prometheus|alertmanager|cadvisor|kafka-ui|kafdrop|akhq|kafka-manager|cmak|flower|dozzle|vault|consul|docker-socket-proxy|phpredisadmin|cloudbeaver|mailhog|mailpit|rockmongo|sqlpad|dbgate|pgweb|redis-ui|elasticvue|cerebro)$/,
    'admin interface',
  ],
];

const GATEWAY = /^(?:traefik|nginx\w*|haproxy|caddy|envoy|kong|apisix|openresty|httpd|nginx-proxy-manager)$/;

/** What an image is by its name; null for gateways, tools and images of one's own. `name` is the repository without registry and tag. */
export function privateImage(name: string): PrivateService | null {
  const last = name.slice(name.lastIndexOf('/') + 1);
  // `mssql/server` says what it is in the folder.
  if (last === 'server' && !/mssql/.test(name)) return null;
  for (const [pattern, kind] of IMAGES)
    if (pattern.test(last)) return { name: last === 'server' ? 'mssql' : last, kind };
  return null;
}

export function isGateway(name: string): boolean {
  return GATEWAY.test(name.slice(name.lastIndexOf('/') + 1));
}

/** Whose port is among those that are published. */
export function privatePort(range: PortRange | null): PrivateService | null {
  if (range === null || range.last - range.first > 1_000) return null;
  for (const [port, name, kind] of PORTS) if (range.first <= port && port <= range.last) return { name, kind };
  return null;
}
