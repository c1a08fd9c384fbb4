import assert from 'node:assert/strict';
import { readExposition, type Exposition } from '../../test/support/exposition';
import { FAMILIES, type Family } from './families';
import { MetricSet } from './metric-set';
import { addStacks, type StackReading } from './stack-metrics';
import { everythingKnown } from './testing/everything-known';

async function exposed(readings: readonly StackReading[], now = 1_010_000): Promise<Exposition> {
  const metrics = new MetricSet();
  addStacks(metrics, readings, now);
  return readExposition(await metrics.text());
}

describe('metrics of stacks', () => {
  const hub = { stack: '~/va/startup.yaml', agent: 'Hub' };
  const late = { ...hub, agent: 'Late' };
  const stack = { stack: hub.stack };

  it('say how agents are, what they use and since when they run', async () => {
    const metrics = await exposed(everythingKnown());
    const expected: [Family, Record<string, string>, number][] = [
      [FAMILIES.agentUp, hub, 1],
      [FAMILIES.agentUp, late, 0],
      [FAMILIES.agentWanted, late, 0],
      [FAMILIES.agentRequired, late, 0],
      [FAMILIES.agentState, { ...hub, state: 'ready' }, 1],
      [FAMILIES.agentState, { ...hub, state: 'backoff' }, 0],
      [FAMILIES.agentUptime, hub, 10],
      [FAMILIES.agentStartup, hub, 2.5],
      [FAMILIES.agentRestarts, hub, 2],
      [FAMILIES.agentProcesses, hub, 3],
      [FAMILIES.agentCpu, hub, 12.25],
      [FAMILIES.agentMemory, hub, 100_000_000],
      [FAMILIES.agentGpuMemory, hub, 512 * 1024 * 1024],
      [FAMILIES.probes, { ...hub, result: 'unreachable' }, 1],
      [FAMILIES.logDropped, hub, 7],
      [FAMILIES.stackState, { ...stack, state: 'degraded' }, 1],
      [FAMILIES.stackIssues, { ...stack, severity: 'warning' }, 1],
      [FAMILIES.modelFetched, { ...stack, model: 'phi-3' }, 1000],
      [FAMILIES.modelState, { ...stack, model: 'phi-3', state: 'fetching' }, 1],
      [FAMILIES.remoteUp, { ...stack, agent: 'Registry', machine: 'pc2' }, 0],
      [FAMILIES.gpuUtilization, { gpu: '0' }, 0.75],
      [FAMILIES.supervisorStart, stack, 900],
    ];
    for (const [{ name }, labels, value] of expected) {
      assert.equal(metrics.value(name, labels), value, `${name} ${JSON.stringify(labels)}`);
    }
  });

  it('tell latencies so that every bucket holds those below it', async () => {
    const metrics = await exposed(everythingKnown());
    const { name } = FAMILIES.probeDuration;
    const bucket = (le: string) => metrics.value(`${name}_bucket`, { ...hub, probe: 'http', le });
    assert.deepEqual(['0.001', '0.0025', '0.5', '1', '+Inf'].map(bucket), [0, 1, 1, 2, 2]);
    assert.equal(metrics.value(`${name}_count`, { ...hub, probe: 'http' }), 2);
    assert.equal(metrics.value(`${name}_sum`, { ...hub, probe: 'http' }), 0.702);
    assert.equal(metrics.value(`${name}_count`, { ...hub, probe: 'tcp' }), undefined, 'nobody answered');
  });

  it('leave out what is not known, instead of calling it zero', async () => {
    const metrics = await exposed(everythingKnown());
    for (const { name } of [FAMILIES.agentMemory, FAMILIES.agentGpuMemory, FAMILIES.agentUptime, FAMILIES.agentCpu]) {
      assert.equal(metrics.value(name, late), undefined, name);
    }
  });

  it('of a stack whose supervisor has died say so, and keep its counters', async () => {
    const metrics = await exposed(everythingKnown());
    const other = { stack: '/srv/other.yaml' };
    assert.equal(metrics.value(FAMILIES.supervisorUp.name, other), 0);
    assert.equal(metrics.value(FAMILIES.agentRestarts.name, { ...other, agent: 'Worker' }), 5);
    assert.equal(metrics.value(FAMILIES.agentUp.name, { ...other, agent: 'Worker' }), undefined);
  });

  it('tell the GPUs of the machine once, however many stacks see them', async () => {
    const [first] = everythingKnown();
    const blind = structuredClone(first!) as { stack: string; measurements: NonNullable<StackReading['measurements']> };
    blind.stack = '/a';
    const [gpu] = blind.measurements.snapshot.gpu.gpus;
    Object.assign(gpu!, { utilizationPercent: null });
    const metrics = await exposed([{ ...blind, left: [] }, first!]);
    assert.equal(metrics.value(FAMILIES.gpuUtilization.name, { gpu: '0' }), 0.75, 'by the one that looks at them');
  });

  it('use labels as they are declared, and declare nothing that is never told', async () => {
    const metrics = new MetricSet();
    addStacks(metrics, everythingKnown(), Date.now());
    const text = await metrics.text();
    const elsewhere = [FAMILIES.buildInfo, FAMILIES.scrapeDuration, FAMILIES.exporterStart, FAMILIES.exporterMemory];
    for (const family of Object.values(FAMILIES).filter((one) => !elsewhere.some(({ name }) => name === one.name))) {
      const sample = new RegExp(`^${family.name}(?:_count)?\\{([^}]*)\\}`, 'm').exec(text);
      assert.ok(sample, family.name);
      const labels = [...sample[1]!.matchAll(/(\w+)="/g)].map(([, label]) => label);
      assert.deepEqual(labels.sort(), [...family.labels].sort(), family.name);
    }
  });
});
