import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines, splitLines } from './line-diff';

/** The new text, put together from the old one and the changes. */
function apply(before: readonly string[], after: readonly string[]): string {
  let result = '';
  let at = 0;
  for (const change of diffLines(before, after)) {
    result += before.slice(at, change.oldStart).join('') + after.slice(change.newStart, change.newEnd).join('');
    at = change.oldEnd;
  }
  return result + before.slice(at).join('');
}

describe('diffLines', () => {
  it('leads from any text to any other', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd'), { maxLength: 30 })
      .map((lines) => lines.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(apply(splitLines(before), splitLines(after)), after);
      }),
    );
  });

  it('finds a change in the middle as small as it is', () => {
    const before = ['a\n', 'b\n', 'c\n', 'd\n', 'e\n'];
    assert.deepEqual(diffLines(before, ['a\n', 'x\n', 'c\n', 'd\n', 'y\n', 'e\n']), [
      { oldStart: 1, oldEnd: 2, newStart: 1, newEnd: 2 },
      { oldStart: 4, oldEnd: 4, newStart: 4, newEnd: 5 },
    ]);
  });
});
