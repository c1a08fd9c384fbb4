import assert from 'node:assert/strict';
import { compilePattern, readPattern } from './pattern';
import { UnusablePattern } from './unusable-pattern';

const matches = (query: string, line: string) => compilePattern(readPattern(query))(line);

describe('patterns for lines', () => {
  it('are regular expressions in any case, or between slashes with flags', () => {
    assert.ok(matches('cuda (?:out|error)', 'RuntimeError: CUDA out of memory'));
    assert.ok(matches('^\\d+ \\w+$', '42 agents'));
    assert.ok(!matches('/CUDA/', 'cuda'));
    assert.ok(matches('/CUDA/i', 'cuda'));
    assert.ok(matches('/', 'a/b'), 'a single slash is itself');
    assert.ok(matches('grün$', 'ALLES GRÜN'));
  });

  it('are the very text when that is asked for', () => {
    const test = (text: string, ignoreCase: boolean) => compilePattern({ text, isFixed: true, ignoreCase });
    assert.ok(test('foo(.*', true)('x FOO(.* y'));
    assert.ok(!test('foo(.*', false)('x FOO(.* y'));
    assert.ok(!test('a.c', true)('abc'));
    assert.ok(test('\\Q\\E', true)('x\\q\\e'), 'whatever quoting it takes inside');
  });

  it('take time in proportion to the line, whatever they are', () => {
    const line = `${'a'.repeat(300_000)}!`;
    for (const query of ['(a+)+$', '(a|aa)+$', '(.*)*x$', '.*.*.*.*b', '([a-z]+)*\\d', '^(a?){50}a{50}$']) {
      const test = compilePattern(readPattern(query));
      const started = performance.now();
      test(line);
      assert.ok(performance.now() - started < 2000, query);
    }
  });

  it('that cannot be searched for so are refused, with the reason and what to do', () => {
    const cases: [string, RegExp][] = [
      ['foo(', /"foo\(" is no regular expression \(missing closing \)\).*--fixed/],
      ['*', /is no regular expression.*--fixed/],
      ['(?=a)b', /looks ahead or behind/],
      ['(?<!a)b', /looks ahead or behind/],
      ['(a)\\1', /refers back to a group/],
      ['/a/y', /unknown flag "y".*there are i, m and s/],
      ['x'.repeat(5000), /5000 characters; 4096 are the most/],
      ['((a{1000}){1000}){1000}', /is no regular expression/],
    ];
    for (const [query, message] of cases) {
      assert.throws(
        () => compilePattern(readPattern(query)),
        (error: Error) => error instanceof UnusablePattern && message.test(error.message),
        query.slice(0, 30),
      );
    }
  });
});
