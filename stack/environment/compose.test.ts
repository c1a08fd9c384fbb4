import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { AgentDefinition, EnvironmentEntry } from '../definition/model';
import { composeEnvironment } from './compose';
import { isSecret } from './secrets';

const at = <T>(value: T) => ({ value, file: 'startup.yaml', range: { start: 0, end: 0 } });
const entries = (values: Record<string, string>): EnvironmentEntry[] =>
  Object.entries(values).map(([name, value]) => ({ name: at(name), value: at(value) }));

function agent(overrides: Partial<AgentDefinition> = {}): AgentDefinition {
  return {
    name: at('Hub'),
    group: at('core'),
    range: { start: 0, end: 0 },
    script: at('hub.py'),
    module: null,
    port: at({ text: '${PORT_OFFSET}+7200', base: 7200, offsetVariable: 'PORT_OFFSET' }),
    healthPort: null,
    nestedPorts: [],
    host: null,
    required: null,
    enabled: true,
    dependencies: [],
    dependenciesRange: null,
    environment: [],
    args: [],
    gpu: null,
    vramMb: null,
    probe: null,
    stopSignal: null,
    graceSeconds: null,
    restart: null,
    ...overrides,
  };
}

describe('composing an environment', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'environment-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const compose = (
    file: Record<string, string>,
    overrides: Partial<AgentDefinition> = {},
    base: NodeJS.ProcessEnv = {},
  ) =>
    composeEnvironment({
      definition: { environment: entries(file) },
      agent: agent(overrides),
      projectRoot: root,
      base,
      secretsDirectory: join(root, 'secrets'),
    });

  it('lets the first of environment, .env.swarm and .env win, and the startup file override them', () => {
    writeFileSync(join(root, '.env.swarm'), 'A=swarm\nB=swarm\nD=swarm\n');
    writeFileSync(join(root, '.env'), 'A=dotenv\nB=dotenv\nC="dot env"\n');
    const { env } = compose(
      { D: 'file', E: '${C}!', F: 'file' },
      { environment: entries({ F: '$F+agent' }) },
      { A: 'process' },
    );
    assert.deepEqual(
      [env.A, env.B, env.C, env.D, env.E, env.F],
      ['process', 'swarm', 'dot env', 'file', 'dot env!', 'file+agent'],
    );
  });

  it('tells the agent who it is; its own entries may differ, inherited ones may not', () => {
    const inherited = { AGENT_NAME: 'Outer', HEALTH_PORT: '1', AGENT_GROUP: 'outer', PORT_OFFSET: '100' };
    const { env } = compose(
      { PORT: '1' },
      { environment: entries({ AGENT_GROUP: 'own', URL: ':$AGENT_PORT' }) },
      inherited,
    );
    assert.deepEqual(
      [env.AGENT_NAME, env.AGENT_PORT, env.PORT, env.AGENT_GROUP, env.HEALTH_PORT, env.URL],
      ['Hub', '7300', '7300', 'own', undefined, ':7300'],
    );
  });

  it('says where the neighbours are, unless somebody knows better', () => {
    const neighbours = [agent(), agent({ name: at('ServiceRegistry') }), agent({ name: at('memory-agent') })];
    const request = { agent: agent(), projectRoot: root };
    const { env } = composeEnvironment({
      ...request,
      definition: { environment: entries({ MEMORY_AGENT_HOST: 'memory.lan' }), agents: neighbours },
      base: { SERVICE_REGISTRY_HOST: '10.0.0.7' },
    });
    assert.equal(env.HUB_HOST, '127.0.0.1');
    assert.equal(env.SERVICE_REGISTRY_HOST, '10.0.0.7');
    assert.equal(env.MEMORY_AGENT_HOST, 'memory.lan');
  });

  it('says on which ports the neighbours listen, with the offset, unless somebody knows better', () => {
    const { env } = composeEnvironment({
      definition: {
        environment: entries({ PORT_OFFSET: '100' }),
        agents: [agent(), agent({ name: at('ServiceRegistry') })],
      },
      agent: agent(),
      projectRoot: root,
      base: { HUB_PORT: '9' },
    });
    assert.equal(env.HUB_PORT, '9');
    assert.deepEqual([env.SERVICE_REGISTRY_PORT, env.AGENT_PORT], ['7300', '7300']);
  });

  it('limits the threads of numerical libraries, by the agent’s own word before the file’s', () => {
    const request = { projectRoot: root, base: { MKL_NUM_THREADS: '1' } };
    const definition = { environment: [], maxThreads: 4 };
    const shared = composeEnvironment({ ...request, definition, agent: agent() }).env;
    assert.deepEqual([shared.OMP_NUM_THREADS, shared.MKL_NUM_THREADS], ['4', '1']);
    const own = composeEnvironment({ ...request, definition, agent: agent({ maxThreads: 2 }) }).env;
    assert.equal(own.OMP_NUM_THREADS, '2');
    assert.equal(compose({}).env.OMP_NUM_THREADS, undefined);
  });

  it('adds up a number and an offset, and nothing else that holds a plus', () => {
    const definition = {
      environment: entries({
        REGISTRY_PORT: '${PORT_OFFSET:-0}+17200',
        UNSET: '${NOBODY}+17200',
        LANGUAGES: '${LANGUAGE:-C}++',
        ZONE: '${ZONE:-UTC}+1',
      }),
    };
    const { env } = composeEnvironment({ definition, agent: agent(), projectRoot: root, base: { PORT_OFFSET: '100' } });
    assert.deepEqual([env.REGISTRY_PORT, env.UNSET, env.LANGUAGES, env.ZONE], ['17300', '17200', 'C++', 'UTC+1']);
  });

  it('keeps the project root in front of container paths', () => {
    const { env } = compose({ PYTHONPATH: '/app' }, {}, { PYTHONPATH: '/opt/site' });
    assert.equal(env.PYTHONPATH, [root, '/app', '/opt/site'].join(delimiter));
    assert.equal(compose({ PYTHONPATH: '/app:${PYTHONPATH}' }).env.PYTHONPATH, [root, '/app'].join(delimiter));
  });

  it('drops what the editor and npm leave in the environment', () => {
    const noise = {
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_PID: '1',
      npm_config_registry: 'x',
      NODE_OPTIONS: '--require /x/ms-vscode.js-debug/boot.js',
    };
    const { env } = compose({}, {}, { ...noise, HOME: '/home/u', PATH: '/bin' });
    for (const name of Object.keys(noise)) assert.equal(env[name], undefined, name);
    assert.equal(env.HOME, '/home/u');
  });

  it('prepares GPU agents for sharing memory unless the file says otherwise', () => {
    assert.equal(compose({}).env.PYTORCH_CUDA_ALLOC_CONF, undefined);
    assert.match(compose({}, { gpu: at('preferred') }).env.PYTORCH_CUDA_ALLOC_CONF ?? '', /max_split_size_mb/);
    const own = compose({ PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True' }, { gpu: at('required') });
    assert.equal(own.env.PYTORCH_CUDA_ALLOC_CONF, 'expandable_segments:True');
  });

  it('takes a secret from its file only when something refers to it, and counts it as secret', () => {
    mkdirSync(join(root, 'secrets'));
    writeFileSync(join(root, 'secrets', 'db_pass'), 'canary-value\n');
    writeFileSync(join(root, 'secrets', 'unused'), 'other');
    const { env, secretNames } = compose({ CONNECTION: 'db:${DB_PASS}' });
    assert.equal(env.CONNECTION, 'db:canary-value');
    assert.equal(env.UNUSED, undefined);
    assert.ok(secretNames.includes('DB_PASS'));
  });

  it('lists every variable nobody sets with the entry that needs it', () => {
    const { missing, env } = compose({ A: '${NOWHERE}', B: '${GONE:?ask the operator}' });
    assert.deepEqual(
      missing.map(({ name, demand, entry }) => [name, demand, entry.name.value]),
      [
        ['NOWHERE', null, 'A'],
        ['GONE', 'ask the operator', 'B'],
      ],
    );
    assert.equal(env.A, '');
  });

  it('names the .env file it cannot read', () => {
    mkdirSync(join(root, '.env'));
    assert.throws(() => compose({}), /\.env cannot be read \(EISDIR\)/);
  });
});

describe('telling secrets by name and value', () => {
  const random = ['Zk3', '9qLw', 'Tm1x'].join('');
  it('knows them', () => {
    for (const name of [
      'DB_PASSWORD',
      'OPENAI_API_KEY',
      'HF_TOKEN',
      'JWT_SECRET',
      'AWS_SECRET_ACCESS_KEY',
      'TOKEN',
      'SLACK_WEBHOOK_URL',
    ]) {
      assert.equal(isSecret(name, random), true, name);
    }
    assert.equal(isSecret('REDIS_URL', `redis://user:${random}@127.0.0.1:6379`), true);
    assert.equal(isSecret('ANYTHING', ['gh', 'p_', 'a'.repeat(36)].join('')), true);
  });
  it('lets settings about secrets alone', () => {
    for (const [name, value] of [
      ['MAX_TOKENS', '4096'],
      ['PAD_TOKEN', '<pad>'],
      ['DB_PASSWORD_FILE', '/run/x'],
      ['TOKEN_TTL', '1h'],
      ['PWD', '/home/u'],
      ['AUTH_ENABLED', 'true'],
      ['TOKENIZERS_PARALLELISM', 'false'],
      ['KEYBOARD', 'us'],
      ['API_KEY', ''],
    ]) {
      assert.equal(isSecret(name!, value!), false, name);
    }
  });
});
