import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrivateDirectory, UnusableDirectory } from './private-directory';

describe('a private directory', function () {
  if (process.platform === 'win32') return;
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'private-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is made with those above it, and closed to others', async () => {
    const path = join(root, 'a', 'b', 'c');
    await Promise.all([ensurePrivateDirectory(path), ensurePrivateDirectory(path), ensurePrivateDirectory(path)]);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    mkdirSync(join(root, 'open', 'wide'), { recursive: true, mode: 0o755 });
    await ensurePrivateDirectory(join(root, 'open', 'wide'));
    assert.equal(statSync(join(root, 'open', 'wide')).mode & 0o777, 0o700);
  });

  it('is refused with a remedy where it cannot be made, or is a link', async () => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync(root, join(root, 'link'));
    const impossible = [join(root, 'file', 'x'), join(root, 'link')];
    // Here the system refuses as if the parent were missing.
    if (process.platform === 'linux') impossible.push('/proc/agent-preflight-test/x');
    for (const path of impossible) {
      const refused = (error: Error) =>
        error instanceof UnusableDirectory && error.message.includes('AGENT_PREFLIGHT_HOME');
      await assert.rejects(ensurePrivateDirectory(path), refused, path);
    }
  });
});
