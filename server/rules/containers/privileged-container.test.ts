import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './privileged-container';

const { fixed, workspace } = composeFiles(rule);

describe('privileged-container', () => {
  it('is told in the file that says it, and not where an override takes it back', async () => {
    const base = 'services:\n  a:\n    image: a:1\n    privileged: true\n';
    const files = { 'compose.yaml': base, 'compose.override.yaml': 'services:\n  a:\n    command: run\n' };
    assert.deepEqual(
      (await workspace(files)).findings().map(({ uri }) => uri),
      ['file:///project/compose.yaml'],
    );
    const reset = { ...files, 'compose.override.yaml': 'services:\n  a:\n    privileged: !reset null\n' };
    assert.deepEqual((await workspace(reset)).findings(), []);
  });

  it('removes the key and leaves comments and neighbours', async () => {
    assert.equal(
      await fixed('services:\n  a:\n    # why\n    privileged: true # no idea\n    image: a:1\n'),
      'services:\n  a:\n    # why\n    image: a:1\n',
    );
    assert.equal(
      await fixed('services:\n  a: {image: a:1, privileged: true, init: true}\n'),
      'services:\n  a: {image: a:1, init: true}\n',
    );
    assert.equal(await fixed('services:\n  a: {image: a:1, pid: host}\n'), 'services:\n  a: {image: a:1}\n');
  });

  it('asks for a review where the service may need it', async () => {
    const safety = async (lines: string): Promise<string | undefined> =>
      (await workspace(`services:\n  a:\n    image: ${lines}\n`)).findings()[0]?.fixes[0]?.safety;
    assert.equal(await safety('a:1\n    privileged: true'), 'safe');
    assert.equal(await safety('docker:27-dind\n    privileged: true'), 'review');
    assert.equal(await safety('a:1\n    privileged: true\n    devices: [/dev/snd]'), 'review');
    assert.equal(await safety('a:1\n    network_mode: host'), 'review');
  });

  it('offers no fix where the key is shared', async () => {
    const text = 'x-p: &p\n  privileged: true\nservices:\n  a:\n    <<: *p\n    image: a:1\n';
    assert.deepEqual((await workspace(text)).findings()[0]?.fixes, []);
  });
});
