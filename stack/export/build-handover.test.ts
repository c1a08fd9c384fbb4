import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { readStackDefinition } from '../definition/read';
import { planStack } from '../plan/plan-stack';
import type { AgentProbe } from '../protocol/snapshot';
import { buildHandover, type HandoverOptions } from './build-handover';
import type { Handover } from './handover';
import { TARGETS } from './targets';

describe('what is handed over', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'handover-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function handoverOf(
    startup: string,
    options: Partial<HandoverOptions> = {},
    environment: NodeJS.ProcessEnv = {},
  ): Handover {
    const file = path.join(root, 'startup.yaml');
    const definition = readStackDefinition({ file, text: startup });
    const plan = planStack({ ...definition, file }, { projectRoot: root, environment });
    return buildHandover(definition, plan, { environment, ...options });
  }
  const agent = (handover: Handover, name: string) => handover.agents.find((one) => one.name === name)!;
  const lost = (handover: Handover) => handover.losses.map((loss) => `${loss.agent ?? 'stack'}: ${loss.what}`);

  it('has the ports of the moment, and says that they no longer move', () => {
    const startup =
      'agents:\n  A: { script_path: a.py, port: "${PORT_OFFSET:-0}+7000", config: { metrics_port: "${PORT_OFFSET}+9000" } }\n';
    const handover = handoverOf(startup, {}, { PORT_OFFSET: '100' });
    assert.deepEqual(agent(handover, 'A').ports, [
      { name: 'main', port: 7100 },
      { name: 'metrics', port: 9100 },
    ]);
    assert.ok(lost(handover).includes('stack: moving ports with PORT_OFFSET'));
  });

  it('has the bounds of the file, and tells which are guesses', () => {
    const handover = handoverOf(`resource_limits: { memory_mb: 512, cpu_percent: 50, max_threads: 4 }
agents:
  Plain: { script_path: a.py }
  Own: { script_path: b.py, resource_limits: { memory: 3GB, cpus: 1.5 } }
`);
    const limits = (name: string) => [agent(handover, name).limits.memoryMb, agent(handover, name).limits.cpus];
    assert.deepEqual(limits('Plain'), [512, 2]);
    assert.deepEqual(limits('Own'), [3072, 1.5]);
    assert.ok(!lost(handover).some((what) => what.includes('limits of memory')));
    const guessed = handoverOf(
      'agents:\n  A: { script_path: a.py }\n  G: { script_path: g.py, gpu: required, vram_mb: 12000 }\n',
    );
    assert.equal(agent(guessed, 'G').limits.memoryMb, 12000);
    assert.ok(lost(guessed).includes('stack: limits of memory of A, G'));
  });

  it('asks what answered while the stack ran, where the file leaves it open', () => {
    const startup =
      'agents:\n  A: { script_path: a.py, port: 7000 }\n  B: { script_path: b.py, port: 7001, health_check: tcp }\n';
    const probe: AgentProbe = { kind: 'zmq', port: 7005, detail: 'health_check', weak: false };
    const handover = handoverOf(startup, {
      learned: new Map([
        ['A', probe],
        ['B', probe],
      ]),
    });
    assert.deepEqual(agent(handover, 'A').health.question, { kind: 'zmq', port: 7005 });
    assert.deepEqual(agent(handover, 'B').health.question, { kind: 'tcp', port: 7001 });
    const weak = handoverOf(startup, { learned: new Map([['A', { ...probe, kind: 'tcp', weak: true }]]) });
    assert.equal(agent(weak, 'A').health.question.kind, 'any', 'that a port is open is nothing to go by');
  });

  it('finds the folders that agents write to', () => {
    mkdirSync(path.join(root, 'logs'));
    mkdirSync(path.join(root, 'models'));
    const startup = `environment: { STATE_DIR: "\${STATE_DIR:-var/state}", DB_PATH: data/voice.db, MODEL_PATH: models/a.gguf, CACHE_DIR: /tmp/cache }
agents:
  A: { script_path: a.py, env_vars: { OUTPUT_DIR: var } }
`;
    assert.deepEqual(handoverOf(startup, { writable: ['scratch', '../elsewhere'] }).writableFolders, [
      'data',
      'logs',
      'scratch',
      'var',
    ]);
  });

  it('knows the names in .env, and none of the values', () => {
    const value = ['very', 'private'].join('-');
    writeFileSync(path.join(root, '.env'), `KEPT=${value}\nHERE=http://127.0.0.1:80\nMONEY='$5'\n`);
    const handover = handoverOf('agents:\n  A: { script_path: a.py, env_vars: { COPY: "${KEPT}" } }\n');
    assert.deepEqual(handover.dotenv, [
      { name: 'KEPT', isLoopback: false, hasDollar: false },
      { name: 'HERE', isLoopback: true, hasDollar: false },
      { name: 'MONEY', isLoopback: false, hasDollar: true },
    ]);
    assert.ok(!JSON.stringify(handover).includes(value));
  });

  it('leaves out what cannot run, with those it would be waited for told', () => {
    const handover = handoverOf('agents:\n  A: { port: 7000 }\n  B: { script_path: b.py, dependencies: [A] }\n');
    assert.deepEqual(handover.leftOut, ['A']);
    assert.deepEqual(agent(handover, 'B').waitsFor, []);
    assert.ok(lost(handover).includes('B: waiting for A'));
  });

  it('can be written down for every target, whatever the startup file says', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      fc.constantFrom('a', 'A', 'b c', '--', '${X}', 'x:y', '#', '*', '&a'),
    );
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('${A}', '${A:-${B}}', '${A:?}', '$', '{{', '<<', '~', 'yes', '1e3', '\u2028', '\n'),
    );
    const entry = fc.record(
      {
        script_path: value,
        module: fc.constantFrom('a.b', 'x'),
        port: fc.oneof(fc.integer({ min: -1, max: 70000 }), fc.constantFrom('${P}', '${PORT_OFFSET}+7000')),
        health_check_port: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constant(65535)),
        dependencies: fc.array(name, { maxLength: 3 }),
        args: fc.array(value, { maxLength: 3 }),
        env_vars: fc.dictionary(name, value, { maxKeys: 3 }),
        gpu: fc.constantFrom('required', 'preferred', 'none'),
        restart: fc.constantFrom('always', 'on-failure', 'never'),
        required: fc.oneof(fc.boolean(), value),
        stop_signal: value,
        grace_seconds: fc.oneof(fc.integer(), fc.constant(0.5)),
        health_check: fc.oneof(
          value,
          fc.record({
            type: fc.constantFrom('http', 'tcp', 'zmq', 'grpc', 'log', 'exec'),
            path: value,
            command: fc.array(value),
            interval: value,
          }),
        ),
        resource_limits: fc.record({ memory: value, cpus: fc.oneof(fc.integer(), fc.double()) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.dictionary(name, entry, { maxKeys: 5 }),
        fc.dictionary(name, value, { maxKeys: 3 }),
        (agents, environment) => {
          const handover = handoverOf(JSON.stringify({ environment, agents }));
          for (const render of Object.values(TARGETS)) {
            const { files, losses } = render(handover, { folder: 'deploy' });
            for (const { path: file, text } of files) {
              if (/\.yaml$/.test(file))
                for (const document of parseAllDocuments(text)) assert.deepEqual(document.errors, []);
              if (/\.(?:service|target)$/.test(file))
                for (const line of text.split(/[\n\r]/)) assert.match(line, /^(?:$|#|\[\w+\]$|[A-Za-z]+=)/);
              assert.doesNotMatch(file, /\.\.|\0/);
            }
            assert.equal(new Set(files.map((file) => file.path)).size, files.length);
            assert.ok(losses.every(({ what, why }) => what !== '' && why !== ''));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
