import assert from 'node:assert/strict';
import { UsageError } from '../context';
import { MOST_LINES, queryParams, readQuery } from './log-query';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('which lines are asked for', () => {
  it('are the last fifty unless something narrows them down', () => {
    assert.deepEqual(
      [readQuery({}, NOW), readQuery({ lines: 3 }, NOW), readQuery({ lines: 10 ** 9 }, NOW)].map(
        (query) => query.lines,
      ),
      [50, 3, MOST_LINES],
    );
    assert.equal(readQuery({ grep: 'x' }, NOW).lines, MOST_LINES);
    assert.equal(readQuery({ since: '10m' }, NOW).lines, MOST_LINES);
    assert.equal(readQuery({ since: '10m', lines: 5 }, NOW).lines, 5);
  });

  it('go to the supervisor as they were asked for', () => {
    const { match, since, until } = queryParams(readQuery({ grep: 'A(', fixed: true, since: '1h', until: '30m' }, NOW));
    assert.deepEqual(match, { pattern: 'A(', fixed: true, ignoreCase: true });
    assert.deepEqual([since, until], [NOW - 3_600_000, NOW - 1_800_000]);
    assert.deepEqual(queryParams(readQuery({}, NOW)), { lines: 50 });
    const strict = readQuery({ grep: '/x/i', caseSensitive: true }, NOW);
    assert.equal(strict.pattern?.ignoreCase, false);
    assert.equal(readQuery({ grep: '/slashes/', fixed: true }, NOW).matches('a /SLASHES/ b'), true);
  });

  it('are explained when they make no sense', () => {
    const cases: [Parameters<typeof readQuery>[0], RegExp][] = [
      [{ grep: '(' }, /^--grep \(: .*--fixed/],
      [{ grep: '/x/q' }, /^--grep \/x\/q: unknown flag "q"/],
      [{ since: 'never' }, /^--since never: write how long ago/],
      [{ until: '12' }, /^--until 12: /],
      [{ since: '10m', until: '20m' }, /--since must be before --until/],
    ];
    for (const [options, message] of cases) {
      assert.throws(
        () => readQuery(options, NOW),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      );
    }
  });
});
