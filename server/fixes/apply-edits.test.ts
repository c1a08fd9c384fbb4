import assert from 'node:assert/strict';
import { applyFileEdits } from './apply-edits';

describe('applying edits', () => {
  const uri = 'file:///a.py';
  const apply = (start: number, end: number): string | undefined =>
    applyFileEdits([{ uri, range: { start, end }, newText: 'x' }], () => 'abc').get(uri);

  it('replaces what lies in the text', () => {
    assert.deepEqual([apply(0, 0), apply(1, 2), apply(3, 3)], ['xabc', 'axc', 'abcx']);
  });

  it('refuses places that are none: nothing is put together from them', () => {
    for (const [start, end] of [
      [undefined, undefined],
      [Number.NaN, 1],
      [-1, 1],
      [2, 1],
      [0, 4],
      [0.5, 1],
    ] as [number, number][]) {
      assert.throws(() => apply(start, end), RangeError);
    }
  });
});
