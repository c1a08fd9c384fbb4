import assert from 'node:assert/strict';
import { LineSearch } from './line-search';

interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const find = (text: string): Word[] =>
  [...text.matchAll(/\bx\w*\b/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));

describe('LineSearch', () => {
  it('finds after every edit what a search of the whole text finds', () => {
    let searched = 0;
    const search = new LineSearch<Word>(
      (text) => {
        searched += text.length;
        return find(text);
      },
      (word) => word,
      (word, by) => ({ ...word, start: word.start + by, end: word.end + by }),
    );
    let state = 11;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state % limit;
    };
    let text = Array.from({ length: 4000 }, (_, line) =>
      line % 7 === 0 ? `say x${line} and xa` : `plain line ${line}`,
    ).join('\n');
    let whole = 0;
    for (let round = 0; round < 400; round++) {
      const at = random(text.length + 1);
      const added = ['x', '\n', ' ', 'x1\nx2', '', 'abc'][random(6)] ?? '';
      text = text.slice(0, at) + added + text.slice(Math.min(text.length, at + random(30)));
      whole += text.length;
      assert.deepEqual(search.search(text), find(text), `round ${round}`);
    }
    assert.ok(searched < whole / 20, `${searched} of ${whole} characters searched`);
  });
});
