import assert from 'node:assert/strict';
import { readStackDefinition } from './read';

const read = (text: string) => readStackDefinition({ file: 'startup.yaml', text });

describe('limits of memory and processor', () => {
  it('are read from the file, its settings, and the agent, in whatever unit', () => {
    const definition = read(`global_settings: { resource_limits: { memory_mb: 2048, cpu_percent: 80, max_threads: 4 } }
agents:
  Plain: { script_path: a.py }
  Own: { script_path: b.py, resource_limits: { memory: 1.5GB, cpus: 0.5 } }
  Beside: { script_path: c.py, memory_limit: 512Mi }
  Nested: { script_path: d.py, resources: { limits: { memory: 4g } } }
`);
    assert.deepEqual(definition.limits, { memoryMb: 2048, cpus: null, cpuPercent: 80 });
    const limits = definition.agents.map((agent) => [agent.limits?.memoryMb ?? null, agent.limits?.cpus ?? null]);
    assert.deepEqual(limits, [
      [null, null],
      [1536, 0.5],
      [512, null],
      [4096, null],
    ]);
  });

  it('are none where what is written is no amount', () => {
    for (const written of [
      'memory: lots',
      'memory_mb: -5',
      'memory: 0g',
      'cpus: all',
      'memory: "1e9"',
      'memory: {a: 1}',
    ]) {
      const definition = read(`agents:\n  A: { script_path: a.py, resource_limits: { ${written} } }\n`);
      assert.equal(definition.agents[0]!.limits, null, written);
    }
  });
});
