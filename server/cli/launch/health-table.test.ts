import assert from 'node:assert/strict';
import { createColors } from 'picocolors';
import type { AgentSnapshot, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { bytes, duration, healthTable, isUp, summary } from './health-table';

const NOW = 1_000_000;

function agent(overrides: Partial<AgentSnapshot> = {}): AgentSnapshot {
  return {
    name: 'Hub',
    state: 'ready',
    reason: null,
    cause: null,
    wanted: true,
    required: true,
    adopted: false,
    outdated: false,
    pid: 10,
    startedAt: NOW - 5000,
    probe: { kind: 'http', port: 7300, detail: null, weak: false },
    latencyMs: 3.21,
    declaredPorts: [7200, 7300],
    listeningPorts: [7200, 7300],
    restarts: 0,
    cpuPercent: 12.6,
    rssBytes: 50 * 1024 * 1024,
    gpuMemoryMb: null,
    ...overrides,
  } as AgentSnapshot;
}

const snapshot = (...agents: AgentSnapshot[]) =>
  ({ agents, gpu: { vendor: 'none', gpus: [], driver: null, reason: null } }) as unknown as StackSnapshot;
const rows = (...agents: AgentSnapshot[]) =>
  healthTable(snapshot(...agents), createColors(false), { now: NOW })
    .trimEnd()
    .split('\n');

describe('the health table', () => {
  it('has one row per agent, columns under their titles', () => {
    const [header, row, other] = rows(agent(), agent({ name: 'LongNamedAgent', restarts: 3 }));
    assert.equal(row, 'Hub             ready  http :7300 3.2 ms  7200, 7300  5.0 s            13 %  50 MiB');
    assert.equal(other?.indexOf('3', other.indexOf('5.0 s') + 5), header?.indexOf('RESTARTS'));
  });

  it('tells GPU memory where there is a GPU, and which one where there are several', () => {
    const row = (count: number, overrides: Partial<AgentSnapshot>) => {
      const gpus = Array.from({ length: count }, (_, index) => ({ index }));
      const gpu = { vendor: count > 0 ? 'nvidia' : 'none', gpus };
      const shown = { ...snapshot(agent(overrides)), gpu } as unknown as StackSnapshot;
      return healthTable(shown, createColors(false), { now: NOW }).trimEnd().split('\n')[1]!;
    };
    const held = { gpuMemoryMb: 4_096, gpus: [1] };
    assert.match(row(2, held), /#1 4\.0 GiB$/);
    assert.match(row(2, { gpus: [0, 1] }), /#0,#1$/);
    assert.match(row(1, held), /50 MiB {2}4\.0 GiB$/);
    assert.match(row(0, held), /50 MiB$/);
  });

  it('shows a declared port that is closed, not the further ports an agent opens', () => {
    assert.match(rows(agent({ listeningPorts: [7100, 7300] }))[1]!, /7200, 7300 → 7100, 7300/);
    assert.doesNotMatch(rows(agent({ listeningPorts: [7200, 7300, 7301] }))[1]!, /→/);
    assert.doesNotMatch(rows(agent({ listeningPorts: null }))[1]!, /→/);
    assert.doesNotMatch(rows(agent({ listeningPorts: [], pid: null }))[1]!, /→/);
  });

  it('says an explanation once, and only what is news', () => {
    const cause = { kind: 'exit-code', text: 'exit code 1', exitCode: 1, signal: null, lastLines: [], at: 0 } as const;
    const last = (overrides: Partial<AgentSnapshot>) => rows(agent(overrides))[1]!;
    assert.equal(last({ state: 'failed', cause, reason: 'exit code 1 (crash loop)' }).match(/exit code 1/g)?.length, 1);
    assert.match(last({ state: 'failed', cause }), /exit code 1$/);
    assert.doesNotMatch(last({ state: 'ready', cause }), /exit code/);
    assert.match(last({ adopted: true, outdated: true }), /adopted; the startup file has changed/);
  });

  it('fits the terminal by cutting the explanation', () => {
    const long = agent({ state: 'degraded', reason: 'x'.repeat(500) });
    const table = healthTable(snapshot(long), createColors(false), { now: NOW, columns: 120 });
    assert.ok(table.split('\n').every((line) => line.length <= 120));
  });

  it('counts states and knows when a stack is up', () => {
    const mixed = snapshot(
      agent(),
      agent({ state: 'failed', required: false }),
      agent({ state: 'stopped', wanted: false }),
    );
    assert.equal(summary(mixed), '3 agents: 1 ready, 1 failed, 1 stopped');
    assert.equal(isUp(mixed), true);
    assert.equal(isUp(snapshot(agent({ state: 'degraded' }))), true);
    for (const state of ['starting', 'unhealthy', 'backoff', 'failed', 'blocked'] as const) {
      assert.equal(isUp(snapshot(agent({ state }))), false, state);
    }
  });

  it('writes durations and sizes as people say them', () => {
    const minute = 60_000;
    const written = [0, 850, 5000, 45_000, 3 * minute, 125 * minute, 49 * 60 * minute].map(duration);
    assert.deepEqual(written, ['0 ms', '850 ms', '5.0 s', '45 s', '3 min', '2 h 5 min', '2 d 1 h']);
    assert.deepEqual([0, 3 << 20, 3 * 2 ** 30].map(bytes), ['0 MiB', '3 MiB', '3.0 GiB']);
  });
});
