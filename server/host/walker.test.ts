import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemoryFileSystem } from './memory-file-system';
import { NodeFileSystem, uriOfPath } from './node-file-system';
import { type WalkOptions, walk } from './walker';

const ROOT = 'file:///repo';

async function list(files: Record<string, string>, options: WalkOptions = {}, root = ROOT): Promise<readonly string[]> {
  const fileSystem = new MemoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([file, text]) => [`${ROOT}/${file}`, text])),
  );
  return (await walk(fileSystem, root, options)).files;
}

describe('walk', () => {
  it('sees what git sees: patterns of every level, the nearest one last', async () => {
    const files = await list({
      '.git/HEAD': '',
      '.gitignore': '*.log\n/build/\n!keep.log\n',
      'a.log': '',
      'keep.log': '',
      'build/x.py': '',
      'sub/build/y.py': '',
      'sub/.gitignore': 'y.py\n!special.log\n',
      'sub/special.log': '',
      'sub/z.py': '',
    });
    assert.deepEqual(files, ['.gitignore', 'keep.log', 'sub/.gitignore', 'sub/special.log', 'sub/z.py']);
  });

  it('honours the ignore files above the folder it starts in', async () => {
    const files = {
      '.git/HEAD': '',
      '.git/info/exclude': 'private.py\n',
      '.gitignore': '*.tmp\n/packages/one/out/\n/packages/*/gen/\n/other/\n',
      'packages/one/a.py': '',
      'packages/one/b.tmp': '',
      'packages/one/out/c.py': '',
      'packages/one/gen/d.py': '',
      'packages/one/other/e.py': '',
      'packages/one/private.py': '',
    };
    assert.deepEqual(await list(files, {}, `${ROOT}/packages/one`), ['a.py', 'other/e.py']);
  });

  it('passes over vendored and excluded files, except those to include', async () => {
    const files = {
      'a.py': '',
      'old/b.py': '',
      'node_modules/m/i.js': '',
      'vendor/ours/c.py': '',
      'vendor/theirs/d.py': '',
    };
    assert.deepEqual(await list(files, { exclude: ['old/'] }), ['a.py']);
    assert.deepEqual(await list(files, { exclude: ['old/'], include: ['vendor/ours/**'] }), [
      'a.py',
      'vendor/ours/c.py',
    ]);
  });

  it('stops at its limit and says so', async () => {
    const fileSystem = new MemoryFileSystem(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${ROOT}/f${i}.py`, ''])),
    );
    const result = await walk(fileSystem, ROOT, { maxFiles: 10 });
    assert.equal(result.files.length, 10);
    assert.equal(result.truncated, true);
  });

  it('comes to an end among links that lead in circles, and names what is reached twice', async () => {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'agent-preflight-walk-')));
    try {
      mkdirSync(path.join(folder, 'src/deep'), { recursive: true });
      writeFileSync(path.join(folder, 'src/a.py'), '');
      symlinkSync(folder, path.join(folder, 'src/deep/up'));
      symlinkSync(path.join(folder, 'src'), path.join(folder, 'alias'));
      symlinkSync('nowhere', path.join(folder, 'dangling.py'));
      symlinkSync('/', path.join(folder, 'everything'));
      const { files, linked } = await walk(new NodeFileSystem(), uriOfPath(folder));
      assert.deepEqual([...files], ['alias/a.py', 'src/a.py']);
      assert.deepEqual([...linked], ['alias/a.py']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
