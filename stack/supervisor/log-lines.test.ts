import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesSince } from './log-lines';

describe('what a run has written', () => {
  const started = Date.now() - 60_000;
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lines-'));
    log = join(folder, 'Hub.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const rotatedAt = (file: string, time: number) => utimesSync(file, time / 1000, time / 1000);

  it('begins where it began', async () => {
    writeFileSync(log, 'before\none\r\n\ntwo\rthree');
    assert.deepEqual(await linesSince(log, 7, started), ['one', 'two', 'three']);
    assert.deepEqual(await linesSince(join(folder, 'absent'), 0, started), []);
  });

  it('goes on over a rotation, and back no further than the run', async () => {
    writeFileSync(`${log}.3`, 'long before\n');
    rotatedAt(`${log}.3`, started - 10_000);
    writeFileSync(`${log}.2`, 'before\nTraceback:\n  Fi');
    rotatedAt(`${log}.2`, started + 10_000);
    writeFileSync(`${log}.1`, 'le "x"\n');
    rotatedAt(`${log}.1`, started + 20_000);
    writeFileSync(log, 'ValueError: x\nas long as before it was\n');
    assert.deepEqual(await linesSince(log, 7, started), [
      'Traceback:',
      '  File "x"',
      'ValueError: x',
      'as long as before it was',
    ]);
  });

  it('is read from the start when somebody has cut the log', async () => {
    writeFileSync(log, 'new\n');
    assert.deepEqual(await linesSince(log, 1000, started), ['new']);
  });

  it('is no more than its end, without a line whose beginning is missing', async () => {
    writeFileSync(log, `${'x'.repeat(70_000)}\nlast\n`);
    assert.deepEqual(await linesSince(log, 0, started), ['last']);
    writeFileSync(log, 'y'.repeat(70_000));
    const [only] = await linesSince(log, 0, started);
    assert.equal(only?.length, 64 * 1024 - 4096);
    writeFileSync(log, `${'z'.repeat(100_000)}\n${'w\n'.repeat(40_000)}`);
    const lines = await linesSince(log, 0, started);
    assert.ok(lines.every((line) => line === 'w') && lines.length > 32_000);
  });
});
