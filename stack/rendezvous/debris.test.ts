import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepDebris } from './debris';
import { tryLock } from './lock';
import { HOME_VARIABLE, stackPaths, type StackPaths } from './stack-paths';

describe('what the dead leave where clients and supervisors meet', () => {
  let folder: string;
  let paths: StackPaths;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'debris-'));
    paths = stackPaths(join(folder, 'startup.yaml'), { [HOME_VARIABLE]: join(folder, 'home') });
    mkdirSync(paths.runtimeDirectory, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const left = () => readdirSync(paths.runtimeDirectory).sort();
  /** The number of a process that has ended. */
  const dead = () => Number(spawnSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).stdout);

  it('is removed', async () => {
    const pid = dead();
    for (const lock of [paths.startLock, `${paths.startLock}.${pid}-0123abcd`, `${paths.startLock}.breaking`]) {
      mkdirSync(lock);
      writeFileSync(join(lock, 'owner'), JSON.stringify({ pid, startTicks: '1' }));
    }
    mkdirSync(`${paths.supervisorLock}.old-0123abcd`);
    writeFileSync(`${paths.socket}.${pid}`, '');
    await sweepDebris(paths);
    assert.deepEqual(left(), []);
  });

  it('is not what the living hold', async () => {
    const held = await tryLock(paths.startLock);
    assert.ok(held.acquired);
    const own = await tryLock(paths.supervisorLock);
    assert.ok(own.acquired);
    mkdirSync(`${paths.startLock}.${process.pid}-0123abcd`);
    writeFileSync(paths.socket, '');
    const before = left();
    await sweepDebris(paths);
    assert.deepEqual(left(), before);
  });
});
