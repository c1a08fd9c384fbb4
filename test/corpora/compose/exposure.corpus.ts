import type { Corpus } from '../corpus';
import { TOPIC, app, casesOf } from './compose-cases';

function database(...lines: readonly string[]): string {
  return ['services:', '  db:', '    image: postgres:16.4', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

export const corpus: Corpus = {
  ...TOPIC,
  rules: ['docker-socket-mount', 'published-port', 'host-path-mount'],
  cases: [
    ...casesOf('docker-socket-mount', [
      ['the socket', app('volumes:', '  - /var/run/docker.sock:/var/run/docker.sock <<<')],
      ['read-only', app('volumes:', '  - "/var/run/docker.sock:/var/run/docker.sock:ro" <<<')],
      ['below /run', app('volumes:', '  - /run/docker.sock:/run/docker.sock <<<')],
      ['under another name inside', app('volumes:', '  - /var/run/docker.sock:/tmp/engine.sock <<<')],
      [
        'long syntax',
        app('volumes:', '  - type: bind', '    source: /var/run/docker.sock <<<', '    target: /var/run/docker.sock'),
      ],
      [
        'long syntax, read-only',
        app(
          'volumes:',
          '  - type: bind',
          '    source: /var/run/docker.sock <<<',
          '    target: /var/run/docker.sock',
          '    read_only: true',
        ),
      ],
      [
        'by the default of a variable',
        app('volumes:', '  - ${DOCKER_SOCK:-/var/run/docker.sock}:/var/run/docker.sock <<<'),
      ],
      ['rootless', app('volumes:', '  - $XDG_RUNTIME_DIR/docker.sock:/var/run/docker.sock <<<')],
      ['from Windows', app('volumes:', '  - //var/run/docker.sock:/var/run/docker.sock <<<')],
      [
        'named pipe',
        app(
          'volumes:',
          '  - type: npipe',
          '    source: \\\\.\\pipe\\docker_engine <<<',
          '    target: \\\\.\\pipe\\docker_engine',
        ),
      ],
      ['containerd', app('volumes:', '  - /run/containerd/containerd.sock:/run/containerd/containerd.sock <<<')],
      ['Podman', app('volumes:', '  - /run/podman/podman.sock:/var/run/docker.sock <<<')],
      ['the folder it stands in', app('volumes:', '  - /var/run:/var/run <<<')],
      ['flow list', app('volumes: ["./data:/data", "/var/run/docker.sock:/var/run/docker.sock"] <<<')],
      [
        'behind other mounts',
        app(
          'volumes:',
          '  - data:/data',
          '  - /etc/localtime:/etc/localtime:ro',
          '  - /var/run/docker.sock:/var/run/docker.sock:rw <<<',
        ),
      ],
      [
        'through a named volume',
        app('volumes:', '  - sock:/var/run/docker.sock') +
          'volumes:\n  sock:\n    driver_opts:\n      type: none\n      o: bind\n      device: /var/run/docker.sock <<<\n',
      ],
      ['the engine by a key of its own', app('use_api_socket: true <<<')],
      [
        'in a shared fragment',
        'x-v: &v\n  volumes:\n    - /var/run/docker.sock:/var/run/docker.sock <<<\nservices:\n  app:\n    <<: *v\n    image: a:1\n',
      ],
      [
        'Traefik',
        'services:\n  proxy:\n    image: traefik:v3.1\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro <<<\n',
      ],
      [
        'a proxy that passes on few requests',
        'services:\n  proxy:\n    image: tecnativa/docker-socket-proxy:0.3.0\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
      ],
      ['the proxy by its address', app('environment:', '  DOCKER_HOST: tcp://socket-proxy:2375')],
      ['the socket alone', app('volumes:', '  - /var/run/docker.sock <<<')],
      ['the folder of the socket, by a longer way', app('volumes:', '  - /var/lib/../run/./:/host/run <<<')],
      ['the whole disk to read', app('volumes:', '  - /:/host:ro <<<')],
      [
        'the figures of the machine',
        'services:\n  node:\n    image: prom/node-exporter:v1.8.2\n    volumes:\n      - /:/host:ro,rslave\n',
      ],
      [
        'a device of another driver',
        'services:\n  db:\n    image: postgres:16.4\n    volumes: [data:/data]\nvolumes:\n  data:\n    driver: acme/block\n    driver_opts:\n      device: /var/run/docker.sock\n',
      ],
      ['the socket of a database', app('volumes:', '  - /var/run/postgresql:/var/run/postgresql')],
      ['the socket in a comment', app('# - /var/run/docker.sock:/var/run/docker.sock')],
      ['the path as a word of the command', app('command: ["--sock", "/var/run/docker.sock"]')],
      ['a target of that name for another source', app('volumes:', '  - ./fake.sock:/var/run/docker.sock')],
      ['documentation of the socket in a label', app('labels:', '  note: mounts /var/run/docker.sock no more')],
    ]),
    ...casesOf('published-port', [
      ['PostgreSQL', database('ports:', '  - "5432:5432" <<<')],
      ['unquoted', database('ports:', '  - 5432:5432 <<<')],
      ['another port on the host', database('ports:', '  - "15432:5432" <<<')],
      ['container port alone', database('ports:', '  - "5432" <<<')],
      ['a number', database('ports:', '  - 5432 <<<')],
      ['all interfaces in so many words', database('ports:', '  - "0.0.0.0:5432:5432" <<<')],
      ['all interfaces, IPv6', database('ports:', '  - "[::]:5432:5432" <<<')],
      ['port from a variable', database('ports:', '  - "${DB_PORT:-5432}:5432" <<<')],
      ['port from a variable without a default', database('ports:', '  - "$DB_PORT:5432" <<<')],
      ['address from a variable', database('ports:', '  - "${DB_BIND:-0.0.0.0}:5432:5432" <<<')],
      ['long syntax', database('ports:', '  - target: 5432', '    published: 5432 <<<')],
      ['long syntax, flow', database('ports: [{target: 5432, published: "5432", protocol: tcp}] <<<')],
      [
        'long syntax, all interfaces',
        database('ports:', '  - host_ip: 0.0.0.0', '    target: 5432', '    published: "5432" <<<'),
      ],
      ['with a protocol', database('ports:', '  - "5432:5432/tcp" <<<')],
      [
        'built here, told by its port',
        'services:\n  store:\n    build: ./store\n    ports:\n      - "6379:6379" <<<\n',
      ],
      [
        'a range that holds it',
        'services:\n  store:\n    build: ./store\n    ports:\n      - "6370-6380:6370-6380" <<<\n',
      ],
      [
        'Redis from another registry',
        'services:\n  cache:\n    image: registry.example.com:5000/bitnami/redis:7.2\n    ports:\n      - "6400:6379" <<<\n',
      ],
      [
        'RabbitMQ and its console',
        'services:\n  mq:\n    image: rabbitmq:3.13-management\n    ports:\n      - "5672:5672" <<<\n      - "15672:15672" <<<\n',
      ],
      ['Kafka', 'services:\n  mq:\n    image: confluentinc/cp-kafka:7.6.1\n    ports: ["9092:9092"] <<<\n'],
      ['NATS', 'services:\n  mq:\n    image: nats:2.10\n    ports:\n      - 4222:4222 <<<\n'],
      ['MongoDB', 'services:\n  db:\n    image: mongo:7\n    ports:\n      - 27017:27017 <<<\n'],
      ['MySQL', 'services:\n  db:\n    image: mysql:8.4\n    ports:\n      - "3306:3306" <<<\n'],
      [
        'SQL Server',
        'services:\n  db:\n    image: mcr.microsoft.com/mssql/server:2022-latest\n    ports:\n      - "1433:1433" <<<\n',
      ],
      [
        'Elasticsearch',
        'services:\n  search:\n    image: docker.elastic.co/elasticsearch/elasticsearch:8.14.0\n    ports:\n      - 9200:9200 <<<\n',
      ],
      [
        'vector store',
        'services:\n  vectors:\n    image: qdrant/qdrant:v1.9.0\n    ports:\n      - "6333:6333" <<<\n      - "6334:6334" <<<\n',
      ],
      ['Adminer', 'services:\n  admin:\n    image: adminer:4.8.1\n    ports:\n      - 8080:8080 <<<\n'],
      ['pgAdmin', 'services:\n  admin:\n    image: dpage/pgadmin4:8.9\n    ports:\n      - "5050:80" <<<\n'],
      [
        'Prometheus',
        'services:\n  metrics:\n    image: prom/prometheus:v2.53.0\n    ports:\n      - "9090:9090" <<<\n',
      ],
      [
        'etcd by digest',
        'services:\n  kv:\n    image: quay.io/coreos/etcd@sha256:0000000000000000000000000000000000000000000000000000000000000000\n    ports:\n      - 2379:2379 <<<\n',
      ],
      [
        'in an overlay',
        'services:\n  db:\n    ports:\n      - "5432:5432" <<<\n',
        { path: 'docker-compose.dev.yml', files: { 'docker-compose.yml': database() } },
      ],
      ['on loopback', database('ports:', '  - "127.0.0.1:5432:5432"')],
      ['on loopback, IPv6', database('ports:', '  - "[::1]:5432:5432"')],
      ['on loopback by name', database('ports:', '  - "localhost:5432:5432"')],
      ['on loopback by the default of a variable', database('ports:', '  - "${BIND:-127.0.0.1}:5432:5432"')],
      ['where the environment says', database('ports:', '  - "${BIND}:5432:5432"')],
      ['on one address', database('ports:', '  - "10.0.0.5:5432:5432"')],
      [
        'long syntax, on loopback',
        database('ports:', '  - target: 5432', '    published: 5432', '    host_ip: 127.0.0.1'),
      ],
      ['only for neighbours', database('expose:', '  - "5432"')],
      ['a web server', 'services:\n  web:\n    image: nginx:1.27\n    ports:\n      - "80:80"\n      - "443:443"\n'],
      [
        'a gateway in front of a database',
        'services:\n  lb:\n    image: haproxy:3.0\n    ports:\n      - "5432:5432"\n',
      ],
      [
        'an agent of the project',
        'services:\n  agent:\n    build: .\n    ports:\n      - "7200:7200"\n      - "8200:8200"\n',
      ],
      [
        'an exporter for a database',
        'services:\n  exporter:\n    image: prometheuscommunity/postgres-exporter:v0.15.0\n    ports:\n      - "9187:9187"\n',
      ],
      ['on the network of the host', database('network_mode: host', 'ports:', '  - "5432:5432"')],
      ['no ports', database('ports: []')],
      ['the port in an address', app('environment:', '  DATABASE_URL: postgresql://db:5432/app')],
      [
        'taken back by the override',
        database('ports:', '  - "5432:5432"'),
        { files: { 'compose.override.yaml': 'services:\n  db:\n    ports: !reset []\n' } },
      ],
    ]),
    ...casesOf('host-path-mount', [
      ['/etc', app('volumes:', '  - /etc:/host/etc <<<')],
      ['the whole disk', app('volumes:', '  - /:/host <<<')],
      ['the whole disk, said to be writable', app('volumes:', '  - "/:/rootfs:rw" <<<')],
      ['/root', app('volumes:', '  - /root:/root <<<')],
      ['processes', app('volumes:', '  - /proc:/host/proc <<<')],
      ['kernel settings', app('volumes:', '  - /sys:/sys <<<')],
      ['the boot loader', app('volumes:', '  - /boot:/boot <<<')],
      ['programs', app('volumes:', '  - /usr/local/bin:/tools <<<')],
      ['modules', app('volumes:', '  - /lib/modules:/lib/modules <<<')],
      ['all devices', app('volumes:', '  - /dev:/dev <<<')],
      ['containers of the engine', app('volumes:', '  - /var/lib/docker:/var/lib/docker <<<')],
      ['data of the system', app('volumes:', '  - /var/lib/backup/data:/backup <<<')],
      ['a file of /etc', app('volumes:', '  - /etc/passwd:/etc/passwd <<<')],
      ['keys of the user', app('volumes:', '  - ~/.ssh:/root/.ssh <<<')],
      ['credentials through a variable', app('volumes:', '  - ${HOME}/.aws:/root/.aws <<<')],
      ['the whole home folder by its variable', app('volumes:', '  - $HOME:/host <<<')],
      ['the cluster credentials', app('volumes:', '  - $HOME/.kube:/root/.kube <<<')],
      ['a folder below the home folder', app('volumes:', '  - ${HOME}/models:/models')],
      ['the home folder', app('volumes:', '  - /home:/home <<<')],
      [
        'long syntax',
        app('volumes:', '  - type: bind', '    source: /etc/letsencrypt <<<', '    target: /etc/letsencrypt'),
      ],
      [
        'long syntax, said to be writable',
        app('volumes:', '  - type: bind', '    source: /etc <<<', '    target: /host', '    read_only: false'),
      ],
      [
        'through a named volume',
        app('volumes:', '  - data:/data') +
          'volumes:\n  data:\n    driver: local\n    driver_opts:\n      o: bind\n      device: /var/lib/app <<<\n',
      ],
      ['with SELinux flags', app('volumes:', '  - /etc:/host/etc:z <<<')],
      ['by the default of a variable', app('volumes:', '  - ${CONFIG_DIR:-/etc/app}:/config <<<')],
      ['flow list', app('volumes: ["/etc:/host/etc"] <<<')],
      ['trailing slash', app('volumes:', '  - /etc/:/host/etc/ <<<')],
      ['read-only', app('volumes:', '  - /etc:/host/etc:ro')],
      ['read-only among flags', app('volumes:', '  - /etc:/host/etc:ro,Z')],
      [
        'long syntax, read-only',
        app('volumes:', '  - type: bind', '    source: /etc', '    target: /host', '    read_only: true'),
      ],
      ['the clock', app('volumes:', '  - /etc/localtime:/etc/localtime', '  - /etc/timezone:/etc/timezone')],
      ['a folder of the project', app('volumes:', '  - ./data:/etc/app')],
      ['a folder above', app('volumes:', '  - ../shared:/shared')],
      ['a named volume', app('volumes:', '  - etc:/etc') + 'volumes:\n  etc:\n'],
      ['sound', app('volumes:', '  - /dev/snd:/dev/snd')],
      ['shared memory', app('volumes:', '  - /dev/shm:/dev/shm')],
      ['a display', app('volumes:', '  - /tmp/.X11-unix:/tmp/.X11-unix')],
      ['a folder made for data', app('volumes:', '  - /srv/models:/models', '  - /data/db:/data')],
      ['an anonymous volume', app('volumes:', '  - /var/lib/app')],
      ['a tmpfs', app('tmpfs:', '  - /run', '  - /etc/app')],
      ['the engine, which another rule tells', app('volumes:', '  - /var/run/docker.sock:/var/run/docker.sock')],
      [
        'a share of another machine',
        app('volumes:', '  - nfs:/data') +
          'volumes:\n  nfs:\n    driver_opts:\n      type: nfs\n      o: addr=10.0.0.9,rw\n      device: ":/var/exports"\n',
      ],
    ]),
  ],
};
