import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { UsageError } from '../context';
import { chooseStartupFiles, findStartupFiles } from './find-startup-files';

const STACK = 'agents:\n  - name: Hub\n    script_path: hub.py\n    port: 7200\n';

describe('finding startup files', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'startup-')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (...files: string[]) => {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), STACK);
    }
  };
  const found = async () => (await findStartupFiles(root)).map(({ file }) => relative(root, file));
  const chosen = async (...named: string[]) =>
    (await chooseStartupFiles(named, root, 'start')).chosen.map(({ file }) => relative(root, file));

  it('lists the likeliest first, archives last, and nothing that git ignores or other tools read', async () => {
    write(
      'lab/robots.yaml',
      'config/startup.dev.yaml',
      'config/startup.yaml',
      'backups/startup.yaml',
      'build/startup.yaml',
    );
    write('docker-compose.yml', '.github/workflows/startup.yml');
    writeFileSync(join(root, '.gitignore'), 'build/\n');
    writeFileSync(join(root, 'settings.yaml'), 'level: debug\n');
    assert.deepEqual(await found(), [
      'config/startup.yaml',
      'config/startup.dev.yaml',
      'lab/robots.yaml',
      'backups/startup.yaml',
    ]);
  });

  it('starts the one that is there, or the plainly named one at the top', async () => {
    write('lab/robots.yaml');
    assert.deepEqual(await chosen(), ['lab/robots.yaml']);
    write('edge/config/startup.yaml', 'config/startup_old_v2.yaml', 'config/startup.yaml');
    assert.deepEqual(await chosen(), ['config/startup.yaml']);
    assert.deepEqual(await chosen('edge'), ['edge/config/startup.yaml']);
    assert.deepEqual(await chosen('lab/robots.yaml', 'edge'), ['lab/robots.yaml', 'edge/config/startup.yaml']);
  });

  it('does not guess between several machines', async () => {
    write('main_pc/config/startup.yaml', 'pc2/config/startup.yaml');
    await assert.rejects(chosen(), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /agent-preflight up main_pc\/config\/startup\.yaml +\(1 agent, machine main_pc\)/);
      assert.match(error.message, /up pc2\/config\/startup\.yaml/);
      return true;
    });
  });

  it('looks in the whole project from a folder inside it that has none', async () => {
    write('config/startup.yaml');
    mkdirSync(join(root, 'docs/deep'), { recursive: true });
    const below = async () => (await chooseStartupFiles([], join(root, 'docs/deep'), 'start')).chosen;
    await assert.rejects(below(), UsageError, 'nothing says that this is one project');
    writeFileSync(join(root, '.agent-preflight.yaml'), '');
    assert.deepEqual(
      (await below()).map(({ file }) => relative(root, file)),
      ['config/startup.yaml'],
    );
  });

  it('says what is wrong with what was named', async () => {
    await assert.rejects(chosen(), /no startup file was found in this folder/);
    await assert.rejects(chosen('gone.yaml'), /there is no gone\.yaml/);
  });
});
