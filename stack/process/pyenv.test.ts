import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pyenvTarget } from './pyenv';

describe('the Python that a shim of pyenv stands for', () => {
  let folder: string;
  let root: string;
  let shim: string;
  let project: string;

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'pyenv-'));
    root = join(folder, 'pyenv');
    project = join(folder, 'work', 'project');
    shim = join(root, 'shims', 'python3');
    mkdirSync(project, { recursive: true });
    write(
      shim,
      `#!/usr/bin/env bash\nset -e\nprogram="\${0##*/}"\n\nexport PYENV_ROOT="${root}"\nexec "${root}/libexec/pyenv" exec "$program" "$@"\n`,
    );
    for (const version of ['3.11.7', '3.12.1']) {
      write(join(root, 'versions', version, 'bin', 'python3'), '');
      chmodSync(join(root, 'versions', version, 'bin', 'python3'), 0o755);
    }
    write(join(root, 'pyenv.d', 'exec', 'pip-rehash.bash'), '');
    write(join(root, 'version'), '3.11.7\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  const programOf = (environment: Record<string, string> = {}) =>
    pyenvTarget(shim, project, { PATH: '/usr/bin', ...environment })?.program ?? null;
  const python = (version: string) => join(root, 'versions', version, 'bin', 'python3');

  it('is of the version for all folders, the nearest file, or the variable', () => {
    assert.equal(programOf(), python('3.11.7'));
    write(join(folder, 'work', '.python-version'), '# chosen by us\n3.12.1\n');
    assert.equal(programOf(), python('3.12.1'));
    assert.equal(programOf({ PYENV_VERSION: '3.11.7' }), python('3.11.7'));
  });

  it('finds the environment it would find by way of pyenv', () => {
    const target = pyenvTarget(shim, project, { PATH: '/usr/bin', HOME: '/home/me' });
    assert.deepEqual(target?.environment, {
      HOME: '/home/me',
      PATH: `${dirname(python('3.11.7'))}:/usr/bin`,
      PYENV_DIR: project,
      PYENV_ROOT: root,
      PYENV_VERSION: '3.11.7',
    });
  });

  it('is left to pyenv where that does more than look up one version', () => {
    for (const version of ['3.12', 'system', '3.11.7:3.12.1', '2.7.18', '../../x']) {
      assert.equal(programOf({ PYENV_VERSION: version }), null, version);
    }
    write(join(project, '.python-version'), '3.11.7\n3.12.1\n');
    assert.equal(programOf(), null);
    rmSync(join(project, '.python-version'));
    assert.equal(programOf({ PYENV_DIR: '/elsewhere' }), null);
    assert.equal(programOf({ PYENV_HOOK_PATH: '/hooks' }), null);
    write(join(root, 'plugins', 'ours', 'etc', 'pyenv.d', 'version-name', 'choose.bash'), '');
    assert.equal(programOf(), null);
  });

  it('is nobody’s business where the script is another one', () => {
    write(shim, `#!/bin/sh\nexec /opt/python "$@"\n`);
    assert.equal(programOf(), null);
    assert.equal(pyenvTarget(join(folder, 'absent'), project, {}), null);
    assert.equal(pyenvTarget(process.execPath, project, {}), null);
  });
});
