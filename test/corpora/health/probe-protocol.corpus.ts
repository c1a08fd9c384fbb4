import type { Corpus } from '../corpus';
import { TOPIC, casesOf } from './health-cases';

const GRPC =
  'from concurrent import futures\nimport grpc\n\ndef serve():\n    server = grpc.server(futures.ThreadPoolExecutor())\n    server.add_insecure_port("[::]:50051")\n    server.start()\n    server.wait_for_termination()\n\nserve()\n';
const ZMQ =
  'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\nsocket.bind("tcp://*:5555")\nwhile True:\n    socket.send_json({"status": "ok"})\n';
const BOTH = `${GRPC.replace('\nserve()\n', '')}\nfrom http.server import HTTPServer\nHTTPServer(("", 8080), None)\n`;
const API =
  'import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get("/health")\ndef health():\n    return {"status": "ok"}\n\nuvicorn.run(app, host="0.0.0.0", port=8000)\n';
const DOCKERFILE = 'FROM python:3.12-slim\nCOPY . .\nCMD ["python", "main.py"]\n';

function compose(url: string, ...more: readonly string[]): string {
  return [
    'services:',
    '  app:',
    ...more.map((line) => `    ${line}`),
    '    healthcheck:',
    `      test: ["CMD", "curl", "-f", "${url}"]`,
    '',
  ].join('\n');
}

function marked(url: string, ...more: readonly string[]): string {
  return compose(url, ...more).replace(`"${url}"]`, `"${url}"] <<<`);
}

const built = (main: string): { files: Record<string, string> } => ({
  files: { Dockerfile: DOCKERFILE, 'main.py': main },
});

export const corpus: Corpus = {
  ...TOPIC,
  rules: ['health-probe-protocol'],
  cases: [
    ...casesOf('health-probe-protocol', 'compose.yaml', [
      ['gRPC in the code', marked('http://localhost:50051/health', 'build: .'), built(GRPC)],
      [
        'gRPC in the code of a folder',
        marked('http://localhost:50051/health', 'build: {context: ./memory}'),
        { files: { 'memory/Dockerfile': DOCKERFILE, 'memory/main.py': GRPC } },
      ],
      [
        'gRPC by a variable',
        marked('http://127.0.0.1:9000/health', 'image: acme/app:1.0.0', 'environment:', '  GRPC_PORT: 9000'),
      ],
      [
        'gRPC by a variable of a list',
        marked('http://localhost:9000/', 'image: acme/app:1.0.0', 'environment:', '  - SERVER_GRPC_PORT=9000'),
      ],
      ['gRPC’s own port', marked('http://localhost:50051/health', 'build: ./elsewhere', 'ports: ["50051:50051"]')],
      [
        'gRPC by an option',
        marked('http://localhost:50051/health', 'image: acme/app:1.0.0', 'command: serve --grpc-port 50051'),
      ],
      [
        'gRPC by an option of a list',
        marked('http://localhost:50051/health', 'image: acme/app:1.0.0', 'command: ["serve", "--grpc-port=50051"]'),
      ],
      ['ZeroMQ in the code', marked('http://localhost:5555/health', 'build: .'), built(ZMQ)],
      [
        'ZeroMQ by an address',
        marked('http://localhost:5555/health', 'image: acme/app:1.0.0', 'environment:', '  BIND: "tcp://*:5555"'),
      ],
      [
        'ZeroMQ by a variable',
        marked('http://localhost:5555/health', 'image: acme/app:1.0.0', 'environment:', '  ZMQ_PORT: "5555"'),
      ],
      ['Redis', marked('http://localhost:6379', 'image: redis:7.4.1')],
      ['PostgreSQL', marked('http://localhost:5432/', 'image: postgres:16.4')],
      ['RabbitMQ', marked('http://localhost:5672/', 'image: rabbitmq:3.13-management')],
      ['NATS', marked('http://localhost:4222/healthz', 'image: nats:2.10')],
      ['Kafka', marked('http://localhost:9092/', 'image: confluentinc/cp-kafka:7.6.0')],
      ['Milvus', marked('http://localhost:19530/healthz', 'image: milvusdb/milvus:v2.4.0')],
      ['Qdrant’s other port', marked('http://localhost:6334/healthz', 'image: qdrant/qdrant:v1.9.0')],
      [
        'a gRPC service that names no port',
        marked('http://localhost:7000/health', 'build: .'),
        built(GRPC.replace('"[::]:50051"', 'f"[::]:{PORT}"')),
      ],
      [
        'another port than uvicorn’s',
        marked(
          'http://localhost:8080/health',
          'image: acme/app:1.0.0',
          'command: ["uvicorn", "app:app", "--port", "8000"]',
        ),
      ],
      [
        'another port than gunicorn’s',
        marked('http://localhost:9000/health', 'image: acme/app:1.0.0', 'command: gunicorn -b 0.0.0.0:8000 app:app'),
      ],
      ['another port than the code’s', marked('http://localhost:8080/health', 'build: .'), built(API)],
      ['another path than the code’s', marked('http://localhost:8000/healthz', 'build: .'), built(API)],
      [
        'a module of the project',
        marked('http://localhost:50051/health', 'build: .', 'command: python -m services.memory'),
        { files: { Dockerfile: DOCKERFILE, 'services/memory.py': GRPC } },
      ],
      [
        'a text for a shell',
        'services:\n  app:\n    build: .\n    healthcheck:\n      test: curl --fail http://localhost:50051/health || exit 1 <<<\n',
        built(GRPC),
      ],
      [
        'a port from a variable',
        marked('http://localhost:${GRPC_PORT}/health', 'image: acme/app:1.0.0', 'environment:', '  GRPC_PORT: 50051'),
      ],
      [
        'a block list',
        'services:\n  app:\n    build: .\n    healthcheck:\n      test:\n        - CMD\n        - wget\n        - --spider\n        - http://localhost:50051/health <<<\n',
        built(GRPC),
      ],
      ['HTTP as it should be', compose('http://localhost:8000/health', 'build: .'), built(API)],
      ['HTTP beside gRPC', compose('http://localhost:8080/health', 'build: .'), built(BOTH)],
      [
        'a gRPC probe',
        'services:\n  app:\n    build: .\n    healthcheck:\n      test: ["CMD", "grpc_health_probe", "-addr=:50051"]\n',
        built(GRPC),
      ],
      [
        'redis-cli',
        'services:\n  app:\n    image: redis:7.4.1\n    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n',
      ],
      ['an unknown image', compose('http://localhost:9051/health', 'image: acme/app:1.0.0')],
      [
        'the address of another service',
        compose('http://localhost:8000/health', 'image: acme/app:1.0.0', 'environment:', '  MEMORY_GRPC: memory:8000'),
      ],
      [
        'one port for both, by its names',
        compose(
          'http://localhost:8000/health',
          'image: acme/app:1.0.0',
          'environment:',
          '  GRPC_PORT: 8000',
          '  HTTP_PORT: 8000',
        ),
      ],
      [
        'RabbitMQ’s management',
        compose('http://localhost:15672/api/health/checks/alarms', 'image: rabbitmq:3.13-management'),
      ],
      ['NATS’ monitor', compose('http://localhost:8222/healthz', 'image: nats:2.10')],
      ['Qdrant', compose('http://localhost:6333/healthz', 'image: qdrant/qdrant:v1.9.0')],
      [
        'uvicorn on the port that is asked',
        compose('http://localhost:8080/health', 'image: acme/app:1.0.0', 'command: uvicorn app:app --port 8080'),
      ],
      [
        'gunicorn with a configuration file',
        compose('http://localhost:9000/health', 'image: acme/app:1.0.0', 'command: gunicorn -c conf.py app:app'),
      ],
      [
        'gunicorn told by PORT',
        compose(
          'http://localhost:9000/health',
          'image: acme/app:1.0.0',
          'command: gunicorn app:app',
          'environment:',
          '  PORT: 9000',
        ),
      ],
      [
        'another port that the service publishes',
        compose(
          'http://localhost:9100/metrics',
          'image: acme/app:1.0.0',
          'command: uvicorn app:app --port 8000',
          'ports:',
          '  - "9100:9100"',
        ),
      ],
      [
        'another service asked by name',
        compose('http://memory:50051/health', 'image: acme/app:1.0.0', 'environment:', '  GRPC_PORT: 50051'),
      ],
      [
        'a program started by a script',
        compose('http://localhost:8080/health', 'build: .', 'command: ["./start.sh"]'),
        built(GRPC),
      ],
      ['a port that only the run knows', compose('http://localhost:${PROBE_PORT}/health', 'build: .'), built(GRPC)],
      ['a page that is no health check', compose('http://localhost:8000/docs', 'build: .'), built(API)],
      ['no check', 'services:\n  app:\n    build: .\n', built(GRPC)],
    ]),
    ...casesOf('health-probe-protocol', 'Dockerfile', [
      [
        'ZeroMQ',
        'FROM python:3.12-slim\nCOPY main.py .\nHEALTHCHECK CMD curl -f http://localhost:5555/health || exit 1 <<<\nCMD ["python", "main.py"]\n',
        { files: { 'main.py': ZMQ } },
      ],
      [
        'gRPC by a variable',
        'FROM python:3.12-slim\nENV GRPC_PORT=50051\nCOPY main.py .\nHEALTHCHECK CMD curl -f http://localhost:${GRPC_PORT}/health <<<\nCMD ["python", "other.py"]\n',
      ],
      [
        'the agent’s port in the startup file',
        'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK --interval=30s \\\n  CMD curl -f http://localhost:7200/health || exit 1 <<<\nCMD ["python", "agents/hub.py"]\n',
        {
          files: {
            'agents/hub.py': ZMQ.replace('"tcp://*:5555"', 'ADDRESS'),
            'startup_config.yaml':
              'agents:\n  - name: Hub\n    script_path: agents/hub.py\n    port: 7200\n    health_check_port: 8200\n',
          },
        },
      ],
      [
        'another port than uvicorn’s',
        'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK CMD wget -qO- http://127.0.0.1:9000/health <<<\nCMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]\n',
      ],
      ['an image that goes on from Redis', 'FROM redis:7.4.1\nHEALTHCHECK CMD curl -f http://localhost:6379/ <<<\n'],
      [
        'HTTP',
        'FROM python:3.12-slim\nCOPY main.py .\nHEALTHCHECK CMD curl -f http://localhost:8000/health\nCMD ["python", "main.py"]\n',
        { files: { 'main.py': API } },
      ],
      [
        'the port of EXPOSE',
        'FROM python:3.12-slim\nCOPY . .\nEXPOSE 9000\nHEALTHCHECK CMD curl -f http://localhost:9000/health\nCMD ["uvicorn", "main:app", "--port", "8000"]\n',
      ],
      [
        'a program that cannot be found',
        'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK CMD curl -f http://localhost:5555/health\nCMD ["python", "elsewhere.py"]\n',
      ],
      [
        'a connection',
        'FROM python:3.12-slim\nCOPY main.py .\nHEALTHCHECK CMD nc -z localhost 5555\nCMD ["python", "main.py"]\n',
        { files: { 'main.py': ZMQ } },
      ],
    ]),
    ...casesOf('health-probe-protocol', 'deploy/hub.service', [
      [
        'ZeroMQ',
        '[Service]\nWorkingDirectory=/opt/hub\nExecStart=/usr/bin/python3 /opt/hub/agents/hub.py\nExecStartPost=/usr/bin/curl --retry 5 -f http://localhost:5555/health <<<\n',
        { files: { 'agents/hub.py': ZMQ } },
      ],
      [
        'gRPC by a variable',
        '[Service]\nEnvironment=GRPC_PORT=50051\nExecStart=/opt/hub/bin/hub\nExecStartPost=/bin/sh -c "until curl -f http://127.0.0.1:50051/health; do sleep 1; done" <<<\n',
      ],
      [
        'HTTP',
        '[Service]\nExecStart=/usr/bin/python3 /opt/hub/agents/hub.py\nExecStartPost=/usr/bin/curl -f http://localhost:8000/health\n',
        { files: { 'agents/hub.py': API } },
      ],
      [
        'nothing asked',
        '[Service]\nExecStart=/usr/bin/python3 /opt/hub/agents/hub.py\n',
        { files: { 'agents/hub.py': ZMQ } },
      ],
    ]),
  ],
};
