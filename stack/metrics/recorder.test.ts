import assert from 'node:assert/strict';
import { LatencyHistogram, PROBE_BOUNDS_SECONDS } from './histogram';
import { Recorder } from './recorder';

describe('latency histogram', () => {
  it('puts an observation into the first bucket that holds it, bounds included, and what is above all into the last', () => {
    const histogram = new LatencyHistogram();
    for (const seconds of [0, 0.001, 0.0011, 8, 1e9]) histogram.observe(seconds);
    const bucket = (bound: number) => histogram.counts[PROBE_BOUNDS_SECONDS.indexOf(bound)];
    assert.deepEqual([bucket(0.001), bucket(0.0025), bucket(10), histogram.counts.at(-1)], [2, 1, 1, 1]);
    assert.equal(histogram.sumSeconds, 0 + 0.001 + 0.0011 + 8 + 1e9);
  });

  it('takes no account of what is no duration', () => {
    const histogram = new LatencyHistogram();
    for (const seconds of [NaN, -1]) histogram.observe(seconds);
    assert.equal(
      histogram.counts.reduce((sum, count) => sum + count, 0),
      0,
    );
    assert.equal(histogram.sumSeconds, 0);
  });
});

describe('recorder', () => {
  it('counts every probe by its verdict, and the time of those that somebody answered by kind', () => {
    const recorder = new Recorder();
    recorder.probed('Hub', { kind: 'http', verdict: 'healthy', latencyMs: 3 });
    recorder.probed('Hub', { kind: 'http', verdict: 'unhealthy', latencyMs: 700 });
    recorder.probed('Hub', { kind: 'tcp', verdict: 'open', latencyMs: 1 });
    recorder.probed('Hub', { kind: 'http', verdict: 'unreachable', latencyMs: 0.2 });
    assert.deepEqual(recorder.results('Hub'), { healthy: 1, unhealthy: 1, open: 1, unreachable: 1 });
    const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
    assert.deepEqual(
      recorder.histograms('Hub').map(({ kind, counts, sumSeconds }) => [kind, total(counts), sumSeconds]),
      [
        ['http', 2, 0.703],
        ['tcp', 1, 0.001],
      ],
    );
    assert.deepEqual([recorder.results('Other'), recorder.histograms('Other')], [{}, []]);
  });

  it('adds up CPU time over processes that come, go, and take over a number', () => {
    const recorder = new Recorder();
    assert.equal(recorder.cpuSeconds('Hub'), null);
    recorder.used('Hub', [{ pid: 1, cpuSeconds: 5 }]); // adopted: what it used before counts
    recorder.used('Hub', [
      { pid: 1, cpuSeconds: 6 },
      { pid: 2, cpuSeconds: 1 },
    ]);
    assert.equal(recorder.cpuSeconds('Hub'), 7);
    recorder.used('Hub', []);
    assert.equal(recorder.cpuSeconds('Hub'), 7, 'what was used stays used');
    recorder.used('Hub', [{ pid: 1, cpuSeconds: 0.5 }]);
    assert.equal(recorder.cpuSeconds('Hub'), 7.5);
    recorder.used('Hub', [{ pid: 1, cpuSeconds: 0.25 }]);
    assert.equal(recorder.cpuSeconds('Hub'), 7.75, 'less than before: another process');
  });

  it('forgets agents that are gone', () => {
    const recorder = new Recorder();
    recorder.probed('Gone', { kind: 'http', verdict: 'healthy', latencyMs: 3 });
    recorder.keepOnly(new Set(['Hub']));
    assert.deepEqual(recorder.results('Gone'), {});
  });
});
