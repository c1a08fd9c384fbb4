import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrivateDirectory } from './private-directory';
import { HOME_VARIABLE, stackPaths } from './stack-paths';

describe('the places of a stack', () => {
  let directory: string;
  beforeEach(() => (directory = realpathSync(mkdtempSync(join(tmpdir(), 'paths-')))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('are the same for every spelling of the startup file, and others for another file', () => {
    mkdirSync(join(directory, 'a'));
    writeFileSync(join(directory, 'a', 'startup.yaml'), '');
    writeFileSync(join(directory, 'other.yaml'), '');
    symlinkSync(join(directory, 'a'), join(directory, 'link'));
    const plain = stackPaths(join(directory, 'a', 'startup.yaml'), {});
    assert.deepEqual(stackPaths(join(directory, 'link', '..', 'link', 'startup.yaml'), {}), plain);
    assert.notEqual(stackPaths(join(directory, 'other.yaml'), {}).stackId, plain.stackId);
    rmSync(join(directory, 'a', 'startup.yaml'));
    assert.deepEqual(stackPaths(join(directory, 'a', 'startup.yaml'), {}), plain, 'also when the file is gone');
  });

  it('have a socket path the system can hold, however long the environment’s directories are', () => {
    writeFileSync(join(directory, 's.yaml'), '');
    const long = join(directory, 'x'.repeat(90));
    for (const environment of [
      {},
      { XDG_RUNTIME_DIR: long },
      { [HOME_VARIABLE]: long },
      { XDG_RUNTIME_DIR: '/run/user/1' },
    ]) {
      const { socket } = stackPaths(join(directory, 's.yaml'), environment);
      assert.ok(Buffer.byteLength(socket) < 100, socket);
    }
  });

  it('are private, or refused when they are somebody else’s doing', async function () {
    if (process.platform === 'win32') this.skip();
    const { lstatSync, chmodSync } = await import('node:fs');
    const place = join(directory, 'run', 'id');
    await ensurePrivateDirectory(place);
    assert.equal(lstatSync(place).mode & 0o777, 0o700);
    chmodSync(place, 0o777);
    await ensurePrivateDirectory(place);
    assert.equal(lstatSync(place).mode & 0o777, 0o700);
    symlinkSync(place, join(directory, 'trap'));
    await assert.rejects(ensurePrivateDirectory(join(directory, 'trap')), /AGENT_PREFLIGHT_HOME/);
  });
});
