import assert from 'node:assert/strict';
import { readCompose } from '../languages/compose/compose-file';
import { ComposeIndex } from './compose-index';
import { RuleWorkspace } from '../rules/testing/rule-workspace';
import { rule as hardcodedHost } from '../rules/network/hardcoded-host';
import { rule as portConflict } from '../rules/startup/port-conflict';

const STACK = [
  'services:',
  '  vector-store:',
  '    image: qdrant/qdrant:v1.9.0',
  '    ports: ["16333:6333", "127.0.0.1:6334:6334"]',
  '  api:',
  '    build: .',
  '    expose: ["8000"]',
  '    environment:',
  '      - LOG_LEVEL=info',
  '      - TOKEN',
  '      - STORE=${STORE_URL:-http://vector-store:6333}',
  '  worker:',
  '    build: .',
  '    expose: ["8000"]',
  '    ports: ["9000-9500:9000-9500", "${PORT}:80"]',
  '',
].join('\n');

describe('ComposeIndex', () => {
  const file = readCompose('compose.yaml', STACK);
  const index = new ComposeIndex([file]);

  it('finds services by the port they listen on and the port they are published as', () => {
    assert.equal(index.serviceOwning(6333), 'vector-store');
    assert.equal(index.servicesOnPort(16333)[0]?.service.name, 'vector-store');
    assert.equal(index.serviceOwning(16333), null, 'its neighbours reach it on the other port');
    assert.equal(index.serviceOwning(8000), null, 'two services have it');
    assert.equal(index.serviceOwning(9100), null, 'one of many ports names nobody');
  });

  it('takes a port from the environment and the command, but not the port of another service', () => {
    const text =
      'services:\n  hub:\n    build: .\n    environment: {AGENT_PORT: "7210", REDIS_PORT: "6399"}\n  api:\n    build: .\n    command: uvicorn app:api --port ${API_PORT:-7300}\n';
    const told = new ComposeIndex([readCompose('compose.yaml', text)]);
    assert.equal(told.serviceOwning(7210), 'hub');
    assert.equal(told.serviceOwning(7300), 'api');
    assert.equal(told.serviceOwning(6399), null);
  });

  it('lists the ports of the host, and leaves out what the environment decides', () => {
    assert.deepEqual(
      index.hostPorts(file).map(({ port, service }) => `${service.name}:${port}`),
      ['vector-store:16333', 'vector-store:6334'],
    );
  });

  it('knows which variables are set, and which are read', () => {
    assert.deepEqual([...index.declaredVariables].sort(), ['LOG_LEVEL', 'STORE', 'TOKEN']);
    assert.deepEqual([...index.referencedVariables].sort(), ['PORT', 'STORE_URL']);
  });
});

describe('what Compose files tell other rules', () => {
  it('names a service by the port it owns, in code', async () => {
    const workspace = await RuleWorkspace.create([hardcodedHost], {
      'compose.yaml': STACK,
      'client.py': 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://localhost:6334")\n',
    });
    const [finding] = workspace.findings('client.py');
    assert.equal(finding?.fixes[0]?.title, 'Read the host from VECTOR_STORE_HOST');
    const fixed = workspace.apply(finding.fixes[0].edits()).files['client.py'];
    assert.match(fixed ?? '', /VECTOR_STORE_HOST', 'vector-store'|VECTOR_STORE_HOST", "vector-store"/);
  });

  it('names the service in its own file, and leaves a service alone that means itself', async () => {
    const text = (service: string): string => `${STACK}  client:\n    image: c:1\n    ${service}\n`;
    const workspace = async (service: string): Promise<RuleWorkspace> =>
      RuleWorkspace.create([hardcodedHost], { 'compose.yaml': text(service) });
    const before = await workspace('environment: ["STORE_URL=http://localhost:6333/x"]');
    const fix = before.findings()[0]?.fixes[0];
    assert.equal(fix?.title, "Reach the service 'vector-store' by its name");
    assert.ok(before.apply(fix.edits()).files['compose.yaml']?.includes('STORE_URL=http://vector-store:6333/x'));
    const right = [
      'expose: ["7000"]\n    environment: {SELF_URL: "http://localhost:7000"}',
      'network_mode: host\n    environment: {STORE_URL: "http://localhost:6333"}',
      'network_mode: service:vector-store\n    environment: {STORE_URL: "http://127.0.0.1:6333"}',
    ];
    for (const service of right) assert.deepEqual((await workspace(service)).findings(), [], service);
  });

  it('warns of an agent on the published port of a database', async () => {
    const startup =
      'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 16333\n    Other:\n      script_path: other.py\n      port: 7201\n';
    const workspace = await RuleWorkspace.create([portConflict], {
      'compose.yaml': STACK,
      'config/startup.yaml': startup,
    });
    const [finding, ...others] = workspace.findings('config/startup.yaml');
    assert.deepEqual(others, []);
    assert.match(finding?.message ?? '', /Port 16333 .* Memory.*'vector-store' of compose\.yaml/);
    assert.equal(finding?.related[0]?.uri, workspace.uri('compose.yaml'));
  });

  it('says nothing of services that are the same agents in containers', async () => {
    const workspace = await RuleWorkspace.create([portConflict], {
      'compose.yaml':
        'services:\n  memory:\n    build: .\n    ports: ["7200:7200"]\n  redis:\n    image: redis:7.4.1\n    ports: ["6379:6379"]\n',
      'config/startup.yaml':
        'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7200\n    RedisServer:\n      script_path: redis_server.py\n      port: 6379\n',
    });
    assert.deepEqual(workspace.findings(), []);
  });
});

describe('port-conflict in Compose files', () => {
  const cases: readonly [title: string, second: string, count: number][] = [
    ['the same port', 'ports: ["8080:90"]', 1],
    ['the same port, long syntax', 'ports: [{target: 90, published: "8080"}]', 1],
    ['the same port on loopback beside all interfaces', 'ports: ["127.0.0.1:8080:90"]', 1],
    ['another protocol', 'ports: ["8080:90/udp"]', 0],
    ['another port', 'ports: ["8081:80"]', 0],
    ['a range to choose from', 'ports: ["8080-8090:80"]', 0],
    ['no port of the host', 'ports: ["80"]', 0],
    ['decided by the environment', 'ports: ["${PORT}:80"]', 0],
    ['another profile', 'profiles: [gpu]\n    ports: ["8080:80"]', 0],
  ];
  for (const [title, second, count] of cases) {
    it(title, async () => {
      const text = `services:\n  a:\n    image: a:1\n    profiles: [cpu]\n    ports: ["8080:80"]\n  b:\n    image: b:1\n    ${second}\n`;
      const workspace = await RuleWorkspace.create([portConflict], { 'compose.yaml': text });
      assert.equal(workspace.findings().length, count);
    });
  }
});
