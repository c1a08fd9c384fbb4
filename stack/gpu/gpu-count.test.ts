import assert from 'node:assert/strict';
import { readStackDefinition } from '../definition/read';
import { gpuCount } from './gpu-count';

describe('how many GPUs an agent uses', () => {
  const count = (...lines: string[]) => {
    const text = ['agents:', '  - name: A', '    script: a.py', ...lines.map((line) => `    ${line}`)].join('\n');
    const { agents } = readStackDefinition({ file: 'startup.yaml', text: `${text}\n` });
    return [agents[0]?.gpu?.value ?? null, gpuCount(agents[0]!)];
  };

  it('is one, unless its entry says so', () => {
    assert.deepEqual(count(), [null, 1]);
    assert.deepEqual(count('gpu: required'), ['required', 1]);
    assert.deepEqual(count('gpu: true'), ['required', 1]);
    assert.deepEqual(count('gpu: 1'), ['required', 1]);
    assert.deepEqual(count('gpu: 0'), ['none', 1]);
    assert.deepEqual(count('gpu: 4'), ['required', 4]);
    assert.deepEqual(count('gpu: 1.5'), ['required', 1]);
    assert.deepEqual(count('gpu: required', 'env_vars: {CUDA_VISIBLE_DEVICES: "0,1"}'), ['required', 2]);
    assert.deepEqual(count('gpu: required', 'env_vars: {CUDA_VISIBLE_DEVICES: ""}'), ['required', 1]);
    assert.deepEqual(count('gpu: required', 'env_vars: {CUDA_VISIBLE_DEVICES: "${GPUS}"}'), ['required', 1]);
  });
});
