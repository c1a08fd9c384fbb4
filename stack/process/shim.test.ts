import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../machine/find-program';
import { Shims, type AskShim } from './shim';

const BASE = { PATH: '/usr/bin', HOME: '/home/me' };

describe('Shims', () => {
  let folder: string;
  let now: number;
  let asked: number;
  let answer: AskShim;
  let shims: Shims;

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'shims-'));
    now = 0;
    asked = 0;
    answer = async (_shim, _cwd, environment) => ({
      program: '/opt/3.12/bin/python3',
      environment: { ...environment, PATH: '/opt/3.12/bin:/usr/bin', SHLVL: '3' },
    });
    shims = new Shims(
      () => now,
      (...request) => (asked++, answer(...request)),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function script(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    return path;
  }

  it('gives the program a shim stands for, and the environment it makes', async () => {
    const shim = script('python3', '#!/bin/sh\nexec pyenv exec python3 "$@"\n');
    const target = await shims.targetOf(shim, folder, { ...BASE, AGENT_PORT: '7000' });
    assert.deepEqual(target, {
      program: '/opt/3.12/bin/python3',
      environment: { PATH: '/opt/3.12/bin:/usr/bin', HOME: '/home/me', AGENT_PORT: '7000' },
    });
  });

  it('asks once for all agents, and again where something decides otherwise', async () => {
    const shim = script('python', '#!/bin/sh\n');
    await Promise.all([1, 2, 3].map((port) => shims.targetOf(shim, folder, { ...BASE, AGENT_PORT: String(port) })));
    assert.equal(asked, 1);
    await shims.targetOf(shim, folder, { ...BASE, PYENV_VERSION: '3.9' });
    await shims.targetOf(shim, tmpdir(), BASE);
    assert.equal(asked, 3);
  });

  it('asks again when somebody starts the stack later, but not after every crash', async () => {
    const shim = script('python3', '#!/bin/sh\n');
    await shims.targetOf(shim, folder, BASE);
    now += 3_600_000;
    await shims.targetOf(shim, folder, BASE);
    assert.equal(asked, 1);
    shims.forgetOld();
    await shims.targetOf(shim, folder, BASE);
    assert.equal(asked, 2);
    shims.forgetOld();
    await shims.targetOf(shim, folder, BASE);
    assert.equal(asked, 2);
  });

  it('lets what is no shim be started itself, and a shim that does not answer', async () => {
    const binary = script('python3.12', '\x7fELF');
    const own = script('worker', '#!/bin/sh\n');
    for (const program of [binary, own, join(folder, 'absent'), 'python3']) {
      assert.equal(await shims.targetOf(program, folder, BASE), null);
    }
    assert.equal(asked, 0);
    answer = async () => null;
    assert.equal(await shims.targetOf(script('python3', '#!/bin/sh\n'), folder, BASE), null);
  });

  it('knows the link to a manager of versions', async () => {
    const link = join(folder, 'python3');
    symlinkSync(script('mise', '\x7fELF'), link);
    assert.equal((await shims.targetOf(link, folder, BASE))?.program, '/opt/3.12/bin/python3');
  });

  it('removes what the shim removes', async () => {
    answer = async () => ({ program: '/opt/python', environment: BASE });
    const target = await shims.targetOf(script('python3', '#!/bin/sh\n'), folder, { ...BASE, PYENV_VERSION: '3' });
    assert.deepEqual(target?.environment, BASE);
  });

  it('asks a real one', async () => {
    const python = findProgram('python3', { PATH: process.env['PATH'] ?? '' });
    assert.ok(python, 'these tests need python3');
    const shim = script('python3', `#!/bin/sh\nexport PYENV_VERSION=chosen\nexec ${python} "$@"\n`);
    const environment = { PATH: process.env['PATH'] ?? '', HOME: folder };
    const target = await new Shims(() => 0).targetOf(shim, folder, environment);
    assert.match(target?.program ?? '', /python3/);
    assert.equal(target?.environment['PYENV_VERSION'], 'chosen');
    const broken = script('python3.1', '#!/bin/sh\nexit 1\n');
    assert.equal(await new Shims(() => 0).targetOf(broken, folder, environment), null);
  });
});
