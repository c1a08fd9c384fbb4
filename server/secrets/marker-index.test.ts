import assert from 'node:assert/strict';
import { MarkerIndex } from './marker-index';

function found(markers: readonly string[], text: string): string[] {
  const index = new MarkerIndex(markers.map((marker) => [marker, marker] as const));
  const hits: string[] = [];
  index.search(text, (marker, at) => hits.push(`${at} ${marker}`));
  return hits.sort();
}

/** What `indexOf` finds. */
function expected(markers: readonly string[], text: string): string[] {
  const hits: string[] = [];
  for (const marker of markers)
    for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, at + 1)) hits.push(`${at} ${marker}`);
  return hits.sort();
}

describe('markers of a text', () => {
  const markers = ['abcd', 'bcde', 'token', 'ghp_', 'github_pat_', 'aaaa', '://x'];
  for (const [title, text] of [
    ['nothing', ''],
    ['less than a marker', 'abc'],
    ['one at each end', 'ghp_ and ghp_'],
    ['one in the other', 'abcde'],
    ['overlapping runs', 'aaaaaaa'],
    ['beyond ASCII', 'ähghp_é token\u2028ghp_ 漢字github_pat_漢'],
    ['beginnings only', 'ghp toke github_pat abc'],
    ['other case', 'GHP_ Token'],
  ] as const)
    it(`${title}: all of them, where they stand`, () =>
      assert.deepEqual(found(markers, text), expected(markers, text)));

  it('are those that a search for each would find, in any text', () => {
    let state = 7;
    const next = (limit: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >>> 8) % limit;
    };
    const symbols = 'abcd_é';
    const word = (length: number): string => Array.from({ length }, () => symbols[next(symbols.length)] ?? '').join('');
    for (let round = 0; round < 50; round++) {
      const some = [...new Set(Array.from({ length: 20 }, () => word(4 + next(4)).replaceAll('é', 'e')))];
      const text = word(2000);
      assert.deepEqual(found(some, text), expected(some, text));
    }
  });
});
