import assert from 'node:assert/strict';
import { readStackDefinition } from './read';

describe('limits of threads', () => {
  const read = (text: string): [number | null | undefined, (number | null | undefined)[]] => {
    const { maxThreads, agents } = readStackDefinition({ file: 'startup.yaml', text });
    return [maxThreads, agents.map((agent) => agent.maxThreads)];
  };
  const AGENTS = 'agents:\n  A: { script_path: a.py }\n';

  it('are read from the file, its settings, and the agent', () => {
    assert.deepEqual(read(`resource_limits: { max_threads: 4 }\n${AGENTS}`), [4, [null]]);
    assert.deepEqual(read(`global_settings:\n  resource_limits:\n    max_threads: "4"\n${AGENTS}`), [4, [null]]);
    assert.deepEqual(read('agents:\n  A: { script_path: a.py, max_threads: 2 }\n'), [null, [2]]);
    assert.deepEqual(read('agents:\n  A:\n    script_path: a.py\n    resources: { max_threads: 3 }\n'), [null, [3]]);
  });

  it('are whole numbers above zero, or none', () => {
    for (const value of ['0', '-1', 'many', '1.5', '${THREADS}', '']) {
      assert.deepEqual(read(`resource_limits: { max_threads: ${value} }\n${AGENTS}`)[0], null, value);
    }
  });
});
