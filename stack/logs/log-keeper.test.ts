import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogKeeper } from './log-keeper';

const MEGABYTE = 1024 * 1024;

describe('looking after logs', () => {
  let folder: string;
  let told: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keeper-'));
    told = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const log = (name: string) => join(folder, `${name}.log`);
  const keeper = (free: () => number | null = () => null) =>
    new LogKeeper({
      limits: () => ({ maxBytes: 100, keep: 2 }),
      log: (line) => told.push(line),
      disk: () => {
        const freeBytes = free();
        return Promise.resolve(freeBytes === null ? null : { freeBytes, totalBytes: 100_000 * MEGABYTE });
      },
    });

  it('rotates those that need it and counts what goes', async () => {
    const kept = keeper();
    assert.equal(kept.measurements(log('A')).sizeBytes, null);
    for (let round = 0; round < 4; round++) {
      writeFileSync(log('A'), 'x'.repeat(120));
      await kept.look([log('A'), log('absent')]);
    }
    writeFileSync(log('A'), 'x'.repeat(30));
    await kept.look([log('A'), log('absent')]);
    assert.deepEqual(kept.measurements(log('A')), { sizeBytes: 270, retiredBytes: 240, droppedBytes: 0 });
    assert.equal(kept.measurements(log('absent')).sizeBytes, 0);
    assert.deepEqual(told, []);
  });

  it('looks after the others when one cannot be looked after, and says so once', async () => {
    mkdirSync(log('A')); // a folder where a log should be: it cannot be opened for writing
    writeFileSync(join(log('A'), 'x'), '');
    writeFileSync(log('B'), 'x'.repeat(120));
    const kept = new LogKeeper({ limits: () => ({ maxBytes: 1, keep: 2 }), log: (line) => told.push(line) });
    await kept.look([log('A'), log('B')]);
    await kept.look([log('A'), log('B')]);
    assert.equal(statSync(log('B')).size, 0);
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0]!, /A\.log: cannot be kept within its limits: EISDIR/);
    rmSync(log('A'), { recursive: true });
    await kept.look([log('A'), log('B')]);
    assert.match(told[1]!, /A\.log: is looked after again/);
  });

  it('makes room on a disk that is nearly full, oldest first, and tells people as long as it is', async () => {
    const all = ['A', 'B'].flatMap((name) => [`${log(name)}.1`, `${log(name)}.2`]);
    for (const file of all) writeFileSync(file, 'x'.repeat(90));
    for (const name of ['A', 'B']) writeFileSync(log(name), 'y'.repeat(50));
    // Every file that goes makes 10 MB.
    let free = (): number => (4 - all.filter((file) => existsSync(file)).length) * 10 * MEGABYTE + 40 * MEGABYTE;
    const kept = keeper(() => free());
    await kept.look([log('A'), log('B')]);
    assert.deepEqual(
      all.filter((file) => existsSync(file)),
      [],
      'with 80 MB at the end, but only looked at after each age',
    );
    assert.match(kept.problem ?? '', /the disk of .* is nearly full \(40 MB were left\)/);
    assert.equal(kept.measurements(log('A')).droppedBytes, 180);
    assert.equal(statSync(log('A')).size, 50, 'what is being written stays while there is room for it');
    free = () => 500 * MEGABYTE;
    await kept.look([log('A'), log('B')]);
    assert.notEqual(kept.problem, null, 'what was just full is soon full again');
    assert.equal(told.length, 1);
  });

  it('takes others along', async () => {
    writeFileSync(log('own'), 'x'.repeat(120));
    const kept = new LogKeeper({
      limits: () => ({ maxBytes: 100 }),
      log: (line) => told.push(line),
      also: [log('own')],
    });
    await kept.look([]);
    assert.equal(statSync(log('own')).size, 0);
    assert.ok(existsSync(`${log('own')}.1`));
  });

  it('leaves logs alone on a small disk that is not full', async () => {
    writeFileSync(`${log('A')}.1`, 'x'.repeat(90));
    const disk = () => Promise.resolve({ freeBytes: 10 * MEGABYTE, totalBytes: 100 * MEGABYTE });
    const kept = new LogKeeper({ limits: () => ({}), log: (line) => told.push(line), disk });
    await kept.look([log('A')]);
    assert.ok(existsSync(`${log('A')}.1`));
    assert.equal(kept.problem, null);
  });

  it('empties large logs before nobody can write any more', async () => {
    writeFileSync(log('A'), Buffer.alloc(2 * MEGABYTE));
    writeFileSync(log('B'), 'small');
    const kept = new LogKeeper({
      limits: () => ({}),
      log: (line) => told.push(line),
      disk: () =>
        Promise.resolve({
          freeBytes: statSync(log('A')).size === 0 ? 2 * MEGABYTE : 0,
          totalBytes: 100_000 * MEGABYTE,
        }),
    });
    await kept.look([log('A'), log('B')]);
    assert.equal(statSync(log('A')).size, 0);
    assert.equal(statSync(log('B')).size, 5);
    assert.equal(kept.measurements(log('A')).droppedBytes, 2 * MEGABYTE);
  });
});
