import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readStackDefinition } from '../../definition/read';
import { planStack } from '../../plan/plan-stack';
import { buildHandover } from '../build-handover';
import type { Handover, Loss } from '../handover';
import { constantOf } from '../substitute';
import { ContainerAddresses } from './addresses';
import { agentImage } from './image';

const STARTUP = `environment:
  BIND_ADDRESS: 127.0.0.1
  HTTP_HOST_BIND: localhost
  ADVERTISE_HOST: 127.0.0.1
  REGISTRY_HOST: 127.0.0.1
  BUS_HOST: localhost
  BUS_PORT: '7801'
  HUB_URL: http://user@localhost:7801/api?next=http://127.0.0.1:7800
  REDIS_URL: redis://localhost:6379
  OTHER_HOST: 127.0.0.1
  NOT_ONE: my-localhost.example.org and 1127.0.0.10
  HERE: \${PWD}/data
  HOMELY: \${HOME}/models
agents:
  ServiceRegistry: { script_path: agents/registry.py, port: 7800 }
  VoiceHub: { script_path: agents/hub.py, port: 7801, args: ['--registry', '127.0.0.1:7800'] }
`;

describe('containers in the place of processes', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'container-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function handover(startup = STARTUP): Handover {
    const file = path.join(root, 'startup.yaml');
    const definition = readStackDefinition({ file, text: startup });
    const plan = planStack({ ...definition, file }, { projectRoot: root, environment: {} });
    return buildHandover(definition, plan, { environment: {} });
  }

  function addresses(gateway: string | null): {
    values: Map<string, string | null>;
    argument: string | null;
    losses: Loss[];
    own: ContainerAddresses;
  } {
    const stack = handover();
    const losses: Loss[] = [];
    const own = new ContainerAddresses(stack, '/srv/app', losses, gateway);
    const hub = stack.agents.find(({ name }) => name === 'VoiceHub')!;
    const variables = [...own.shared(), ...own.ofAgent(hub)];
    const values = new Map(variables.map(({ name, value }) => [name, constantOf(value)]));
    return { values, argument: constantOf(own.argument(hub, hub.args[1]!)), losses, own };
  }

  it('are reached by their names', () => {
    const { values, argument } = addresses(null);
    const expected = {
      BIND_ADDRESS: '0.0.0.0',
      HTTP_HOST_BIND: '0.0.0.0',
      ADVERTISE_HOST: 'voice-hub',
      REGISTRY_HOST: 'service-registry',
      SERVICE_REGISTRY_HOST: 'service-registry',
      BUS_HOST: 'voice-hub',
      HUB_URL: 'http://user@voice-hub:7801/api?next=http://service-registry:7800',
      NOT_ONE: 'my-localhost.example.org and 1127.0.0.10',
      HERE: '/srv/app/data',
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(values.get(name), value, name);
    assert.equal(argument, 'service-registry:7800');
  });

  it('reach the machine itself where there is a way, and it is told either way', () => {
    const without = addresses(null);
    assert.equal(without.values.get('REDIS_URL'), 'redis://localhost:6379');
    const through = addresses('host.docker.internal');
    assert.equal(through.values.get('REDIS_URL'), 'redis://host.docker.internal:6379');
    assert.ok(through.own.usesGateway);
    for (const { losses } of [without, through]) {
      const told = losses.map(({ what }) => what);
      assert.ok(told.includes('the address in REDIS_URL'));
      assert.ok(told.includes('the address in OTHER_HOST'));
      assert.deepEqual(told, [...new Set(told)], 'once');
    }
  });

  it('get nothing of the home of whoever starts them', () => {
    const { values, losses } = addresses(null);
    assert.ok(!values.has('HOMELY'));
    assert.ok(losses.some(({ what }) => what === 'HOMELY is left out'));
  });

  it('run in the image that the project builds, where and as whom it says', () => {
    writeFileSync(
      path.join(root, 'Dockerfile'),
      'FROM node:22 AS build\nWORKDIR /build\nUSER root\n\nFROM python:3.12-slim\nWORKDIR /srv\nWORKDIR voice\nRUN pip install \\\n  pyzmq\nUSER "agent"\n',
    );
    const image = agentImage(handover(), { folder: 'deploy/compose' }, []);
    assert.deepEqual(
      [image.root, image.user, image.build, image.files],
      ['/srv/voice', null, { context: '../..', dockerfile: 'Dockerfile' }, []],
    );
    writeFileSync(path.join(root, 'Dockerfile'), 'FROM python:3.12-slim\nUSER root\n');
    assert.deepEqual(
      [agentImage(handover(), {}, [])].map(({ root: at, user }) => [at, user]),
      [['/app', '10001:10001']],
    );
  });

  it('run in a first draft of an image, which is told to be one', () => {
    mkdirSync(path.join(root, 'logs'));
    writeFileSync(path.join(root, 'requirements.txt'), 'pyzmq\n');
    const losses: Loss[] = [];
    const image = agentImage(handover(), { folder: 'deploy' }, losses);
    const text = image.files.find((file) => file.path === 'Dockerfile')!.text;
    assert.match(text, /^FROM python:3\.\d+-slim$/m);
    assert.match(text, /pip install --no-cache-dir -r requirements\.txt/);
    assert.match(text, /install --directory --owner=agent --group=agent \/app\/logs/);
    assert.match(text, /^USER agent$/m);
    assert.match(image.files.find((file) => file.path.endsWith('.dockerignore'))!.text, /^\.env$/m);
    assert.ok(losses.some(({ what }) => what === 'the image is a first draft'));
    const node = agentImage(handover('agents:\n  A: { script_path: a.js, stop_signal: SIGINT }\n'), {}, losses);
    assert.match(node.files[0]!.text, /^FROM node:22/m);
    assert.match(node.files[0]!.text, /^STOPSIGNAL SIGINT$/m);
  });
});
