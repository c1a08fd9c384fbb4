import assert from 'node:assert/strict';
import { unifiedDiff } from './line-diff';

describe('unifiedDiff', () => {
  it('shows what was taken out and put in, with the lines around', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'].join('\n');
    const after = ['a', 'b', 'C', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'l', 'm'].join('\r\n');
    assert.deepEqual(unifiedDiff(before, after), [
      '@@ line 1 @@',
      ' a',
      ' b',
      '-c',
      '+C',
      ' d',
      ' e',
      ' f',
      '@@ line 8 @@',
      ' h',
      ' i',
      ' j',
      '-k',
      ' l',
      '+m',
    ]);
  });

  it('says nothing about equal texts, everything about empty ones', () => {
    assert.deepEqual(unifiedDiff('a\nb', 'a\nb'), []);
    assert.deepEqual(unifiedDiff('', 'a'), ['@@ line 1 @@', '-', '+a']);
  });

  it('turns one text into the other, whatever they are', () => {
    let seed = 7;
    const random = (limit: number) => (seed = (seed * 48_271) % 2_147_483_647) % limit;
    for (let round = 0; round < 200; round++) {
      const lines = () => Array.from({ length: random(9) + 1 }, () => 'abc'[random(3)]!);
      const [before, after] = [lines(), lines()];
      const diff = unifiedDiff(before.join('\n'), after.join('\n'))!.filter((line) => !line.startsWith('@@'));
      const side = (mark: string) =>
        diff.filter((line) => line[0] === mark || line[0] === ' ').map((line) => line.slice(1));
      if (diff.length === 0) assert.deepEqual(before, after);
      else if (before.length <= 4 && after.length <= 4) assert.deepEqual([side('-'), side('+')], [before, after]);
    }
  });

  it('gives up on texts that have nothing in common', () => {
    const many = (word: string) => Array.from({ length: 3_000 }, (_, index) => `${word}${index}`).join('\n');
    assert.equal(unifiedDiff(many('a'), many('b')), null);
  });
});
