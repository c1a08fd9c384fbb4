import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './missing-container-limits';

const { fixed, workspace } = composeFiles(rule);

describe('missing-container-limits', () => {
  it('writes the limits where the file keeps them', async () => {
    assert.equal(
      await fixed('services:\n  a:\n    image: a:1\n    mem_limit: 2g\n'),
      "services:\n  a:\n    image: a:1\n    mem_limit: 2g\n    cpus: '1.0'\n    pids_limit: 256\n",
    );
    assert.equal(
      await fixed(
        'services:\n  a:\n    image: a:1\n    deploy:\n      resources:\n        limits:\n          memory: 2g # enough\n',
      ),
      "services:\n  a:\n    image: a:1\n    deploy:\n      resources:\n        limits:\n          memory: 2g # enough\n          cpus: '1.0'\n          pids: 256\n",
    );
  });

  it('leaves services with a GPU or a model to their owner', async () => {
    for (const service of [
      'image: a:1\n    gpus: all',
      'image: vllm/vllm-openai:v0.6.3',
      'image: a:1\n    runtime: nvidia',
    ]) {
      const [finding] = (await workspace(`services:\n  a:\n    ${service}\n`)).findings();
      assert.equal(finding?.fixes[0]?.safety, 'review', service);
    }
    assert.equal((await workspace('services:\n  a:\n    build: .\n')).findings()[0]?.fixes[0]?.safety, 'safe');
  });

  it('names what is missing', async () => {
    const message = async (line: string): Promise<string> =>
      (await workspace(`services:\n  a:\n    image: a:1\n    ${line}\n`)).findings()[0]?.message ?? '';
    assert.match(await message('cpus: 1'), /no limit of memory:/);
    assert.match(await message('restart: always'), /no limit of memory and CPU:/);
  });
});
