import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './docker-socket-mount';

const { fixed, workspace } = composeFiles(rule);

describe('docker-socket-mount', () => {
  it('is told once for a volume that several services mount', async () => {
    const text =
      'services:\n  a:\n    image: a:1\n    volumes: [sock:/s]\n  b:\n    image: b:1\n    volumes: [sock:/s]\nvolumes:\n  sock:\n    driver_opts: {type: none, o: bind, device: /run/docker.sock}\n';
    assert.equal((await workspace(text)).findings().length, 1);
  });

  it('stands on the source of the long syntax', async () => {
    const text =
      'services:\n  a:\n    image: a:1\n    volumes:\n      - type: bind\n        source: /var/run/docker.sock\n        target: /s\n';
    const [finding] = (await workspace(text)).findings();
    assert.equal(text.slice(finding?.range.start, finding?.range.end), '/var/run/docker.sock');
    assert.equal(finding?.severity, 'error');
  });

  it("offers no fix: what the service needs instead is its owner's decision", async () => {
    await assert.rejects(fixed('services:\n  a:\n    image: a:1\n    volumes: [/var/run/docker.sock:/s]\n'), /no fix/);
  });
});
