import assert from 'node:assert/strict';
import { WordSearch } from './word-search';

function found(words: readonly string[], text: string, from?: number, to?: number): string[] {
  const search = new WordSearch(words);
  const marks = new Uint8Array(words.length);
  search.search(text, marks, from, to);
  return words.filter((_, index) => marks[index] === 1);
}

describe('WordSearch', () => {
  it('finds words that lie in, behind and across each other', () => {
    const words = ['he', 'she', 'his', 'hers', 'ushers', 'x'];
    assert.deepEqual(found(words, 'ushers'), ['he', 'she', 'hers', 'ushers']);
    assert.deepEqual(found(words, 'this'), ['his']);
    assert.deepEqual(found(words, 'hhhe'), ['he']);
    assert.deepEqual(found(words, ''), []);
  });

  it('finds words outside ASCII, words in such texts, and the same word given twice', () => {
    assert.deepEqual(found(['größer', 'env', 'env', ''], 'é env größer'), ['größer', 'env', 'env', '']);
    assert.deepEqual(found(['env'], 'e\u{1F680}nv'), []);
  });

  it('looks at part of a text alone when told so', () => {
    assert.deepEqual(found(['abc', 'def'], 'abcdef', 1, 6), ['def']);
    assert.deepEqual(found(['abc', 'def'], 'abcdef', 0, 5), ['abc']);
  });

  it('agrees with a plain search, whatever the words and texts', () => {
    let state = 7;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >> 8) % limit;
    };
    const letters = (length: number): string => Array.from({ length }, () => 'ab.é'[random(4)] ?? '').join('');
    for (let round = 0; round < 300; round++) {
      const words = Array.from({ length: 1 + random(8) }, () => letters(1 + random(5)));
      const text = letters(random(30));
      assert.deepEqual(
        found(words, text),
        words.filter((word) => text.includes(word)),
        `${words.join(' ')} in ${text}`,
      );
    }
  });
});
