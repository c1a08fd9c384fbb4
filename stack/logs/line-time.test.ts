import assert from 'node:assert/strict';
import { lineTime, readMoment } from './line-time';

const NOW = new Date(2026, 0, 15, 12, 0, 0).getTime();
const local = (...parts: [number, number, number, number, number, number, number?]) => new Date(...parts).getTime();

describe('the time of a line', () => {
  it('is read in the shapes that loggers write', () => {
    const cases: [string, number][] = [
      ['2026-01-02T03:04:05.678Z INFO x', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
      ['2026-01-02T03:04:05+02:00 x', Date.UTC(2026, 0, 2, 1, 4, 5)],
      ['2026-01-02 03:04:05.123456789-0530 x', Date.UTC(2026, 0, 2, 8, 34, 5, 123)],
      ['2026-01-02 03:04:05,123 - Hub - INFO - x', local(2026, 0, 2, 3, 4, 5, 123)],
      ['[2026-01-02 03:04:05] x', local(2026, 0, 2, 3, 4, 5)],
      ['INFO:hub:2026/01/02 03:04:05 x', local(2026, 0, 2, 3, 4, 5)],
      ['127.0.0.1 - - [02/Jan/2026:03:04:05 +0100] "GET /"', Date.UTC(2026, 0, 2, 2, 4, 5)],
      ['Jan  2 03:04:05 host hub[1]: x', local(2026, 0, 2, 3, 4, 5)],
      ['Dec 31 23:59:59 host hub[1]: x', local(2025, 11, 31, 23, 59, 59)],
      ['I0102 03:04:05.123456 1 main.cc:3] x', local(2026, 0, 2, 3, 4, 5, 123)],
      ['1767323045.5 x', 1_767_323_045_500],
      ['{"level":"info","ts":1767323045.25,"msg":"x"}', 1_767_323_045_250],
      ['{"time": 1767323045123, "msg": "x"}', 1_767_323_045_123],
      ['{"timestamp":"2026-01-02T03:04:05Z"}', Date.UTC(2026, 0, 2, 3, 4, 5)],
      ['\x1b[32m2026-01-02 03:04:05.000\x1b[0m | INFO', local(2026, 0, 2, 3, 4, 5)],
    ];
    for (const [line, time] of cases) assert.equal(lineTime(line, NOW), time, line);
  });

  it('is none where there is none', () => {
    const lines = [
      '',
      'Traceback (most recent call last):',
      '  File "hub.py", line 2026, in run',
      'listening on 127.0.0.1:17200',
      '2026-13-02 03:04:05 x',
      '2026-01-02 25:04:05 x',
      'id 17673230451234567890',
      'order 1767323045',
      `${'x'.repeat(100)} 2026-01-02T03:04:05Z`,
      'Abc 12 03:04:05 x',
    ];
    for (const line of lines) assert.equal(lineTime(line, NOW), null, line);
  });
});

describe('a moment that people write', () => {
  it('is so long ago, a time of today, a date, or both', () => {
    const cases: [string, number][] = [
      ['10m', NOW - 600_000],
      ['2h30m', NOW - 9_000_000],
      ['1.5d', NOW - 129_600_000],
      ['90s', NOW - 90_000],
      ['09:30', local(2026, 0, 15, 9, 30, 0)],
      ['2026-01-02', local(2026, 0, 2, 0, 0, 0)],
      ['2026-01-02T03:04', local(2026, 0, 2, 3, 4, 0)],
      ['2026-01-02 03:04:05', local(2026, 0, 2, 3, 4, 5)],
      ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
      ['2026-01-02T03:04:05.5+01:00', Date.UTC(2026, 0, 2, 2, 4, 5, 500)],
      ['1767323045', 1_767_323_045_000],
    ];
    for (const [text, time] of cases) assert.equal(readMoment(text, NOW), time, text);
    for (const text of ['', 'soon', '10', '10x', '25:00', '2026-1-2', '-5m', 'yesterday']) {
      assert.equal(readMoment(text, NOW), null, text);
    }
  });
});
