import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from './line-index';

const text = fc.string({ unit: fc.constantFrom('a', 'ö', '🚀', '\n', '\r', '\r\n'), maxLength: 40 });

describe('a line index', () => {
  it('knows every kind of line end', () => {
    const lines = LineIndex.of('one\ntwo\r\nthree\rfour');
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => [lines.lineStart(line), lines.lineEnd(line)]),
      [
        [0, 3],
        [4, 7],
        [9, 14],
        [15, 19],
      ],
    );
    assert.deepEqual(lines.positionAt(10), { line: 2, character: 1 });
    assert.equal(lines.offsetAt({ line: 2, character: 99 }), 14, 'clamped to the end of the line');
    assert.equal(lines.offsetAt({ line: 9, character: 0 }), 19, 'clamped to the end of the text');
  });

  it('leads from every offset to its position and back', () => {
    fc.assert(
      fc.property(text, (sample) => {
        const lines = LineIndex.of(sample);
        for (let offset = 0; offset <= sample.length; offset++) {
          const position = lines.positionAt(offset);
          // An offset between \r and \n has no position of its own.
          if (offset <= lines.lineEnd(position.line)) assert.equal(lines.offsetAt(position), offset);
        }
      }),
    );
  });

  it('is after any edit what a fresh one is', () => {
    fc.assert(
      fc.property(text, text, fc.nat(40), fc.nat(40), (before, inserted, a, b) => {
        const [start, oldEnd] = [Math.min(a, b, before.length), Math.min(Math.max(a, b), before.length)];
        const after = before.slice(0, start) + inserted + before.slice(oldEnd);
        const edited = LineIndex.of(before).edited(after, { start, oldEnd, newEnd: start + inserted.length });
        const fresh = LineIndex.of(after);
        assert.equal(edited.lineCount, fresh.lineCount);
        for (let line = 0; line < fresh.lineCount; line++) assert.equal(edited.lineStart(line), fresh.lineStart(line));
      }),
      { numRuns: 500 },
    );
  });
});
