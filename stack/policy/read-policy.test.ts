import assert from 'node:assert/strict';
import { policyAsWritten } from './policy-as-written';
import { readPolicy } from './read-policy';
import { DEFAULT_POLICY } from './stack-policy';

describe('readPolicy', () => {
  it('gives the defaults where nothing is said', () => {
    for (const data of [undefined, null, {}, { health: {} }]) {
      assert.deepEqual(readPolicy(data), { policy: DEFAULT_POLICY, problems: [] });
    }
  });

  it('reads every key, in whatever unit', () => {
    const { policy, problems } = readPolicy({
      'grace-seconds': '1m30s',
      health: { 'start-period': '2m', interval: 0.5, retries: 0, patience: '500ms' },
      restart: { attempts: 9, 'first-delay': 60, 'stable-after': '1h' },
      logs: { 'max-size': '1.5 MiB', files: 2 },
      metrics: { enabled: true, port: 9100 },
      models: { manifest: 'conf/models.yaml', directory: '/models', parallel: 4, retries: 1 },
      gpu: { 'reserve-mb': 1024, placement: 'off' },
      machines: { pc2: { host: '192.168.1.5' }, v6: { host: 'fe80::1' } },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(policy, {
      graceMs: 90_000,
      health: {
        ...DEFAULT_POLICY.health,
        startPeriodMs: 120_000,
        intervalMs: 500,
        retries: 0,
        unhealthyPatienceMs: 500,
      },
      // A first wait longer than the usual longest one moves that along.
      restart: { attempts: 9, firstDelayMs: 60_000, longestDelayMs: 60_000, stableMs: 3_600_000 },
      logs: { maxBytes: 1_572_864, files: 2 },
      metrics: { enabled: true, port: 9100 },
      models: { manifest: 'conf/models.yaml', directory: '/models', parallel: 4, retries: 1 },
      gpu: { reserveMb: 1024, placement: 'off' },
      machines: { pc2: { host: '192.168.1.5' }, v6: { host: 'fe80::1' } },
    });
  });

  it('is the same policy when written out and read again', () => {
    const { policy } = readPolicy({
      restart: { attempts: 1 },
      logs: { 'max-size': 5000 },
      models: { manifest: 'm.yaml' },
    });
    for (const one of [DEFAULT_POLICY, policy]) {
      assert.deepEqual(readPolicy(policyAsWritten(one)), { policy: one, problems: [] });
    }
  });

  for (const [data, path, message] of [
    [{ grace: 5 }, 'stack.grace', /unknown key "grace" .known keys are grace-seconds, health/],
    [{ 'grace-seconds': -1 }, 'stack.grace-seconds', /is -1; write a number of seconds, or a text such as/],
    [{ health: { interval: 'soon' } }, 'stack.health.interval', /is "soon"; write a number of seconds/],
    [{ health: { intervall: 5 } }, 'stack.health.intervall', /unknown key "intervall"; did you mean "interval"\?/],
    [{ health: { retries: 1.5 } }, 'stack.health.retries', /is 1\.5; write a whole number of 0 or more/],
    [{ logs: { 'max-size': 'big' } }, 'stack.logs.max-size', /is "big"; write a size such as 20MB/],
    [{ metrics: { port: 70_000 } }, 'stack.metrics.port', /write a port from 1 to 65535/],
    [{ gpu: { placement: 'of' } }, 'stack.gpu.placement', /did you mean "off"\?; write one of auto, off/],
    [{ machines: { pc2: '192.168.1.5' } }, 'stack.machines.pc2', /is a text; it must be a map of keys/],
    [{ machines: { pc2: { host: 'http://pc2:80' } } }, 'stack.machines.pc2.host', /without scheme and port/],
    [{ restart: { 'longest-delay': '100ms' } }, 'stack.restart.longest-delay', /shorter than the first one/],
    [['health'], 'stack', /is a list; it must be a map of keys/],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(data)}, and follows nothing of it`, () => {
      const { policy, problems } = readPolicy(data);
      assert.deepEqual(policy, DEFAULT_POLICY);
      assert.deepEqual(
        problems.map((problem) => problem.path.join('.')),
        [path],
      );
      assert.match(problems[0]!.message, message);
    });
  }
});
