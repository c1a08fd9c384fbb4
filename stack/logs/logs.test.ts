import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow } from './follow';
import { LONGEST_SHOWN } from './line-reader';
import { logFiles, openLog } from './log-file';
import { createMasker, MASK } from './mask';
import { compilePattern } from './pattern';
import { draftOf, recover, rotate } from './rotate';
import { searchLog } from './search';
import { lastLineEnd, tail } from './tail';

describe('logs', () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logs-'));
    log = join(folder, 'Hub.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const suffixes = async () => (await logFiles(log)).map((file) => file.slice(log.length));

  it('are readable for their user only', async function () {
    if (process.platform === 'win32') this.skip();
    await (await openLog(log)).close();
    assert.equal(statSync(log).mode & 0o777, 0o600);
    writeFileSync(log, 'x'.repeat(100), { mode: 0o600 });
    await rotate(log, { maxBytes: 50 });
    assert.equal(statSync(`${log}.1`).mode & 0o777, 0o600);
  });

  describe('rotation', () => {
    it('goes on while a writer holds the log open, losing nothing that was written before', async () => {
      const writer = await openLog(log);
      try {
        for (let round = 1; round <= 4; round++) {
          await writer.write(`round ${round}\n${'x'.repeat(100)}\n`);
          const rotation = await rotate(log, { maxBytes: 100, keep: 2 });
          assert.deepEqual(rotation, { retiredBytes: round > 2 ? 109 : 0, droppedBytes: 0 });
          assert.equal(statSync(log).size, 0);
        }
        await writer.write('after\n');
      } finally {
        await writer.close();
      }
      assert.equal(readFileSync(log, 'utf8'), 'after\n'); // at the start: the writer appends, it leaves no hole of NULs
      assert.match(readFileSync(`${log}.1`, 'utf8'), /^round 4/);
      assert.match(readFileSync(`${log}.2`, 'utf8'), /^round 3/);
      assert.deepEqual(await suffixes(), ['.2', '.1', '']);
      assert.equal(await rotate(log, { maxBytes: 110 }), null);
      assert.equal(await rotate(join(folder, 'absent.log')), null);
    });

    it('keeps no more than its limits allow, and as much of a sudden flood', async () => {
      for (let file = 1; file <= 7; file++) writeFileSync(`${log}.${file}`, 'x'.repeat(100));
      writeFileSync(log, 'first line\nsecond line\n'.repeat(20)); // 460 bytes
      const rotation = await rotate(log, { maxBytes: 100, keep: 3 });
      assert.deepEqual(await suffixes(), ['.2', '.1', '']);
      const kept = readFileSync(`${log}.1`, 'utf8');
      assert.ok(kept.length <= 300 && kept.length > 250, `${kept.length}`);
      assert.match(kept, /^(?:first|second) line\n/, 'it begins with a whole line');
      assert.equal(rotation?.retiredBytes, 460 - kept.length + 600);
      writeFileSync(log, 'x'.repeat(200));
      assert.deepEqual(await rotate(log, { maxBytes: 100, keep: 0 }), { retiredBytes: 200, droppedBytes: 0 });
      assert.equal(statSync(log).size, 0);
    });

    it('is put right after it was cut short, at whatever point', async () => {
      writeFileSync(`${log}.1`, 'old\n');
      writeFileSync(log, 'one\ntwo\n');
      writeFileSync(draftOf(log), 'one\n'); // not finished: the log still holds it
      await recover(log);
      assert.deepEqual(await suffixes(), ['.1', '']);
      writeFileSync(draftOf(log), 'one\ntwo\n');
      writeFileSync(log, ''); // emptied, and not yet named
      await recover(log);
      assert.deepEqual(
        (await logFiles(log)).map((file) => readFileSync(file, 'utf8')),
        ['old\n', 'one\ntwo\n', ''],
      );
      writeFileSync(draftOf(log), 'three\n');
      writeFileSync(log, 'four\nfive and more\n'); // emptied and written anew since
      await recover(log);
      assert.equal(readFileSync(`${log}.1`, 'utf8'), 'three\n');
    });

    it('finds rotated files behind a missing number', async () => {
      for (const file of [2, 10, 3]) writeFileSync(`${log}.${file}`, '');
      writeFileSync(`${log}.old`, '');
      writeFileSync(`${log}.1.gz`, '');
      assert.deepEqual(await suffixes(), ['.10', '.3', '.2']);
    });
  });

  describe('their end', () => {
    it('is read over rotated files and without reading what is not asked for', async () => {
      writeFileSync(`${log}.1`, 'one\ntwo\nthr');
      writeFileSync(log, 'ee\nfour\r\nfünf ✓\n');
      assert.deepEqual(await tail(log, 3), ['three', 'four', 'fünf ✓']);
      assert.deepEqual(await tail(log, 100), ['one', 'two', 'three', 'four', 'fünf ✓']);
      assert.deepEqual(await tail(log, 0), []);
      assert.deepEqual(await tail(join(folder, 'absent.log'), 5), []);
      writeFileSync(log, Array.from({ length: 200_000 }, (_, index) => `line ${index}`).join('\n'));
      assert.deepEqual(await tail(log, 2), ['line 199998', 'line 199999']);
    });

    it('shows no secret that lies across the place where a long line is cut, nor the beginning of one', async () => {
      const secret = ['very', 'secret', 'value', '12345'].join('-');
      const mask = createMasker([secret]);
      const long = `${'x'.repeat(LONGEST_SHOWN - 10)}${secret}${'y'.repeat(100)}`;
      writeFileSync(log, `${long}\n${secret.slice(0, 12)}`);
      const [line, last] = await tail(log, 2, { mask });
      assert.ok(line!.endsWith(`${MASK}yyyyyyy… (93 more)`), line!.slice(-40));
      assert.equal(last, MASK);
      const [found] = await searchLog(log, { mask: () => mask });
      assert.equal(found?.text, line);
    });

    it('can be cut at a whole line, so that following goes on from there', async () => {
      writeFileSync(log, 'one\ntwo\nthr');
      const end = await lastLineEnd(log);
      assert.deepEqual(await tail(log, 9, { end }), ['one', 'two']);
      assert.deepEqual(
        (await searchLog(log, { end })).map(({ text }) => text),
        ['one', 'two'],
      );
      assert.equal(await lastLineEnd(join(folder, 'absent.log')), 0);
      writeFileSync(log, 'no end');
      assert.equal(await lastLineEnd(log), 6);
    });
  });

  describe('being followed', () => {
    let lines: string[];
    let stop: AbortController;
    let done: Promise<void>;
    const start = (options = {}) => {
      lines = [];
      stop = new AbortController();
      done = follow(log, (line) => lines.push(line), stop.signal, { pollMs: 5, from: 0, ...options });
    };
    const until = async (count: number) => {
      for (const end = Date.now() + 5000; lines.length < count && Date.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    };
    const end = async () => {
      stop.abort();
      await done;
    };

    it('survives truncation, replacement and not being there yet', async () => {
      start();
      appendFileSync(log, 'first\nsecond line that is longer\n');
      await until(2);
      truncateSync(log, 0);
      appendFileSync(log, 'third\n');
      await until(3);
      rmSync(log);
      writeFileSync(log, 'fourth, in a file of its own that is longer than before\n');
      await until(4);
      await end();
      assert.deepEqual(
        lines.map((line) => line.slice(0, 6)),
        ['first', 'second', 'third', 'fourth'],
      );
    });

    it('misses no line that was written just before a rotation, and tells none twice', async () => {
      start();
      const expected: string[] = [];
      for (let round = 0; round < 30; round++) {
        for (let line = 0; line < 20; line++) {
          // The same length every time, so that sizes tell nothing.
          expected.push(`line ${String(expected.length).padStart(6, '0')}`);
          appendFileSync(log, `${expected.at(-1)!}\n`);
        }
        await rotate(log, { maxBytes: 50, keep: 50 });
        if (round % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 12));
      }
      await until(expected.length);
      await end();
      assert.deepEqual(lines, expected);
    });

    it('hides a secret of which the first half comes first', async () => {
      const secret = ['tok', 'en-of', '-the-agent'].join('');
      start({ mask: () => createMasker([secret]) });
      appendFileSync(log, `login ${secret.slice(0, 9)}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      appendFileSync(log, `${secret.slice(9)} done\n`);
      await until(1);
      await end();
      assert.deepEqual(lines, [`login ${MASK} done`]);
    });
  });

  describe('being searched', () => {
    const texts = async (options = {}) => (await searchLog(log, options)).map(({ text }) => text);
    const pattern = (text: string) => compilePattern({ text, isFixed: false, ignoreCase: true });

    it('finds lines in rotated files, also one that rotation cut in two', async () => {
      writeFileSync(`${log}.1`, 'Started\nCUDA out of memory\nretr');
      writeFileSync(log, 'y 1\ncuda OUT of memory (2)\n');
      assert.deepEqual(await texts({ matches: pattern('cuda out of') }), [
        'CUDA out of memory',
        'cuda OUT of memory (2)',
      ]);
      assert.deepEqual(await texts({ matches: pattern('^(?:retry \\d|started)$') }), ['Started', 'retry 1']);
      assert.deepEqual(await texts({ matches: pattern('a'), limit: 1 }), ['cuda OUT of memory (2)']);
      assert.deepEqual(await texts({ limit: 0 }), []);
    });

    it('finds a word at the end of a very long line', async () => {
      writeFileSync(log, `${'x'.repeat(900_000)} needle\nother\n`);
      const [found, ...more] = await texts({ matches: pattern('needle$') });
      assert.ok(found?.startsWith('xxx'));
      assert.equal(more.length, 0);
    });

    it('goes by the times of lines, and by that of the file where they have none', async () => {
      writeFileSync(`${log}.1`, '2026-01-01T10:00:00Z one\n  its traceback\n2026-01-01T11:00:00Z two\n');
      writeFileSync(log, '2026-01-01T12:00:00Z three\n');
      const at = (hour: number) => Date.UTC(2026, 0, 1, hour);
      utimesSync(`${log}.1`, at(11) / 1000, at(11) / 1000);
      assert.deepEqual(await texts({ until: at(11) }), ['2026-01-01T10:00:00Z one', '  its traceback']);
      assert.deepEqual(await texts({ since: at(11), until: at(12) }), ['2026-01-01T11:00:00Z two']);
      assert.deepEqual(await texts({ since: at(11) + 1 }), ['2026-01-01T12:00:00Z three']);
      writeFileSync(log, 'no time\n');
      utimesSync(log, at(15) / 1000, at(15) / 1000);
      rmSync(`${log}.1`);
      assert.deepEqual(await texts({ since: at(14) }), ['no time']);
      assert.deepEqual(await texts({ since: at(16) }), []);
    });

    it('goes by what is shown: secrets are not there', async () => {
      const secret = ['hidden', 'token', 'value'].join('');
      writeFileSync(log, `key=${secret}\n`);
      const mask = () => createMasker([secret]);
      assert.deepEqual(await texts({ mask, matches: pattern(secret) }), []);
      assert.deepEqual(await texts({ mask, matches: pattern('key=') }), [`key=${MASK}`]);
    });
  });
});
