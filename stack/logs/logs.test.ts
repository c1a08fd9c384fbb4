import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFiles, openLog, rotate } from './log-file';
import { createMasker, MASK } from './mask';
import { searchLog } from './search';
import { follow, LineReader, tail } from './tail';

describe('logs', () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logs-'));
    log = join(folder, 'Hub.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are readable for their user only', async function () {
    if (process.platform === 'win32') this.skip();
    await (await openLog(log)).close();
    assert.equal(statSync(log).mode & 0o777, 0o600);
  });

  it('rotate while a writer holds them open, losing nothing that was written before', async () => {
    const writer = await openLog(log);
    try {
      for (let round = 1; round <= 4; round++) {
        await writer.write(`round ${round}\n${'x'.repeat(100)}\n`);
        assert.equal(await rotate(log, { maxBytes: 50, keep: 2 }), true);
        assert.equal(statSync(log).size, 0);
      }
      await writer.write('after\n');
    } finally {
      await writer.close();
    }
    assert.equal(readFileSync(log, 'utf8'), 'after\n'); // at the start: the writer appends, it leaves no hole of NULs
    assert.match(readFileSync(`${log}.1`, 'utf8'), /^round 4/);
    assert.match(readFileSync(`${log}.2`, 'utf8'), /^round 3/);
    assert.deepEqual(
      (await logFiles(log)).map((file) => file.slice(log.length)),
      ['.2', '.1', ''],
    );
    assert.equal(await rotate(log, { maxBytes: 50 }), false);
    assert.equal(await rotate(join(folder, 'absent.log')), false);
  });

  it('show their last lines, over rotated files and without reading what is not asked for', async () => {
    writeFileSync(`${log}.1`, 'one\ntwo\nthr');
    writeFileSync(log, 'ee\nfour\r\nfünf ✓\n');
    assert.deepEqual(await tail(log, 3), ['three', 'four', 'fünf ✓']);
    assert.deepEqual(await tail(log, 100), ['one', 'two', 'three', 'four', 'fünf ✓']);
    assert.deepEqual(await tail(log, 0), []);
    assert.deepEqual(await tail(join(folder, 'absent.log'), 5), []);
    writeFileSync(log, Array.from({ length: 200_000 }, (_, index) => `line ${index}`).join('\n'));
    assert.deepEqual(await tail(log, 2), ['line 199998', 'line 199999']);
  });

  it('are followed through truncation and from before they exist', async () => {
    const lines: string[] = [];
    const stop = new AbortController();
    const done = follow(log, (line) => lines.push(line), stop.signal, { pollMs: 5, from: 0 });
    const until = async (count: number) => {
      for (const end = Date.now() + 5000; lines.length < count && Date.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    };
    appendFileSync(log, 'first\nsecond line that is longer\n');
    await until(2);
    truncateSync(log, 0);
    appendFileSync(log, 'third\n');
    await until(3);
    appendFileSync(log, 'without end');
    stop.abort();
    await done;
    assert.deepEqual(lines.slice(0, 3), ['first', 'second line that is longer', 'third']);
  });

  it('are searched as text in any case, or by a regular expression', async () => {
    writeFileSync(`${log}.1`, 'Started\nCUDA out of memory\n');
    writeFileSync(log, 'retry\ncuda OUT of memory (2)\n');
    const found = await searchLog(log, 'cuda out of');
    assert.deepEqual(
      found.map(({ line, text }) => [line, text]),
      [
        [2, 'CUDA out of memory'],
        [2, 'cuda OUT of memory (2)'],
      ],
    );
    assert.equal((await searchLog(log, '/^(?:retry|started)$/i')).length, 2);
    assert.equal((await searchLog(log, 'a', { limit: 1 })).length, 1);
    await assert.rejects(searchLog(log, '/(/'), SyntaxError);
  });
});

describe('lines out of chunks', () => {
  it('puts cut characters and cut line ends together', () => {
    const lines: string[] = [];
    const reader = new LineReader((line) => lines.push(line));
    for (const byte of Buffer.from('grün\r\n10%\r20%\rdone ✓\nrest')) reader.push(Buffer.from([byte]));
    reader.flush();
    assert.deepEqual(lines, ['grün', '10%', '20%', 'done ✓', 'rest']);
  });

  it('does not keep a line without end in memory', () => {
    const lines: string[] = [];
    const reader = new LineReader((line) => lines.push(line));
    for (let count = 0; count < 100; count++) reader.push(Buffer.alloc(10_000, 'x'));
    assert.ok(lines.length > 10);
    assert.ok(lines.every((line) => line.length < 40_000));
  });
});

describe('masking', () => {
  const secret = ['s3cr', 'et/va', 'lue+"x"'].join('');

  it('hides a secret in every form it is printed in', () => {
    const mask = createMasker([secret]);
    for (const form of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify({ secret }),
      Buffer.from(secret).toString('base64'),
    ]) {
      const masked = mask(`before ${form} after`);
      assert.ok(masked.includes(MASK) && !masked.includes(form), masked);
    }
  });

  it('hides the longer of two secrets whole, and each line of a key', () => {
    const mask = createMasker(['abcd', 'abcdefgh', 'FIRSTLINE1\nSECONDLINE2\n']);
    assert.equal(mask('abcdefgh abcd'), `${MASK} ${MASK}`);
    assert.equal(mask('x SECONDLINE2'), `x ${MASK}`);
  });

  it('takes no longer per character for long lines', () => {
    const mask = createMasker(['secret-value']);
    const long = `${'a'.repeat(2_000_000)}://${'b:'.repeat(200_000)}`;
    const started = performance.now();
    assert.equal(mask(long), long);
    assert.ok(performance.now() - started < 2000);
  });

  it('hides passwords in URLs and leaves ordinary text alone', () => {
    const mask = createMasker(['', 'a', '1']);
    assert.equal(mask(['redis://u:', 'pw', '@host:6379/0'].join('')), `redis://u:${MASK}@host:6379/0`);
    assert.equal(mask('http://host:8080/a@b and a1'), 'http://host:8080/a@b and a1');
  });
});
