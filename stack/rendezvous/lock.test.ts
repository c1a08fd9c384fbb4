import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownIdentity } from '../process/identity';
import { lockHolder, tryLock } from './lock';

describe('a lock', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function leave(at: string, owner: unknown): void {
    mkdirSync(at);
    writeFileSync(join(at, 'owner'), typeof owner === 'string' ? owner : JSON.stringify(owner));
  }

  it('is held by one, until it is released', async () => {
    const first = await tryLock(path);
    assert.ok(first.acquired);
    const second = await tryLock(path);
    assert.ok(!second.acquired);
    assert.deepEqual(second.holder, await ownIdentity());
    await first.lock.release();
    assert.equal(await lockHolder(path), null);
    assert.ok((await tryLock(path)).acquired);
  });

  it('goes to exactly one of many that try at once, also over a stale one', async () => {
    for (let round = 0; round < 10; round++) {
      const contested = join(directory, `round${round}`);
      if (round % 2 === 0) leave(contested, { pid: 2 ** 22 - 3, startTicks: '1' });
      const attempts = await Promise.all(Array.from({ length: 12 }, () => tryLock(contested)));
      assert.ok(attempts.filter(({ acquired }) => acquired).length <= 1);
      if (!attempts.some(({ acquired }) => acquired)) assert.ok((await tryLock(contested)).acquired);
    }
  });

  it('is taken from a dead holder, from one whose pid is another process’s now, and from debris', async () => {
    const own = await ownIdentity();
    const stale: unknown[] = [
      { pid: 2 ** 22 - 3, startTicks: '1' },
      { pid: own.pid, startTicks: 'before' },
      '',
      '{"pid": "x"}',
    ];
    for (const [index, owner] of stale.entries()) {
      const at = join(directory, `stale${index}`);
      leave(at, owner);
      assert.ok((await tryLock(at)).acquired, JSON.stringify(owner));
    }
    mkdirSync(join(directory, 'empty'));
    assert.ok((await tryLock(join(directory, 'empty'))).acquired);
    writeFileSync(join(directory, 'file'), '');
    assert.ok((await tryLock(join(directory, 'file'))).acquired);
  });

  it('leaves nothing lying about, and clears what killed processes left', async () => {
    leave(path, { pid: 2 ** 22 - 3, startTicks: '1' });
    leave(`${path}.999-dead`, { pid: 999, startTicks: '1' });
    utimesSync(`${path}.999-dead`, 1, 1);
    const attempt = await tryLock(path);
    assert.ok(attempt.acquired);
    assert.deepEqual(readdirSync(directory), ['lock']);
    await attempt.lock.release();
    assert.deepEqual(readdirSync(directory), []);
  });
});
