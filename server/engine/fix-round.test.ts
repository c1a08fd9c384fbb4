import assert from 'node:assert/strict';
import { type FixCandidate, applyFixRound } from './fix-round';

const URI = 'file:///a.py';

function fix(title: string, ...edits: [start: number, end: number, newText: string][]): FixCandidate {
  return {
    uri: URI,
    rule: 'rule',
    title,
    edits: edits.map(([start, end, newText]) => ({ uri: URI, range: { start, end }, newText })),
  };
}

function round(
  text: string,
  fixes: FixCandidate[],
  objection: (after: string) => string | null = () => null,
): ReturnType<typeof applyFixRound> {
  return applyFixRound(fixes, {
    textOf: (uri) => (uri === URI ? text : null),
    objection: (_uri, _before, after) => objection(after),
  });
}

const titles = (fixes: readonly FixCandidate[]): string[] => fixes.map(({ title }) => title);

describe('a round of fixes', () => {
  it('applies what fits together and puts off the rest', () => {
    const result = round('abcdef', [fix('one', [0, 2, 'X']), fix('two', [1, 3, 'Y']), fix('three', [4, 5, 'Z'])]);
    assert.equal(result.texts.get(URI), 'XcdZf');
    assert.deepEqual(titles(result.applied), ['one', 'three']);
    assert.deepEqual(titles(result.deferred), ['two']);
  });

  it('makes an edit that two fixes want once', () => {
    const result = round('a = 1\nb = 2\n', [
      fix('one', [0, 0, 'import os\n'], [4, 5, 'os']),
      fix('two', [0, 0, 'import os\n'], [10, 11, 'os']),
    ]);
    assert.equal(result.texts.get(URI), 'import os\na = os\nb = os\n');
    assert.equal(result.applied.length, 2);
  });

  it('does not guess which of two insertions comes first', () => {
    const result = round('x\n', [fix('one', [0, 0, 'a\n']), fix('two', [0, 0, 'b\n'])]);
    assert.equal(result.texts.get(URI), 'a\nx\n');
    assert.deepEqual(titles(result.deferred), ['two']);
  });

  it('applies all of a fix or nothing', () => {
    const result = round('abcdef', [fix('one', [0, 1, 'X']), fix('two', [0, 1, 'Y'], [4, 5, 'Z'])]);
    assert.equal(result.texts.get(URI), 'Xbcdef');
  });

  it('rejects what breaks the file, what changes nothing and what does not fit the text', () => {
    const result = round(
      'abc',
      [fix('breaks', [0, 1, '(']), fix('nothing', [1, 2, 'b']), fix('beyond', [1, 0, 'x'], [0, 1, 'y'], [0, 1, 'z'])],
      (after) => (after.includes('(') ? 'no' : null),
    );
    assert.deepEqual(
      result.rejected.map(({ fix: { title } }) => title),
      ['breaks', 'nothing', 'beyond'],
    );
    assert.equal(result.texts.size, 0);
  });

  it('makes progress with fixes that are right alone and wrong together', () => {
    const result = round('ab', [fix('one', [0, 0, '(']), fix('two', [2, 2, '('])], (after) =>
      after.split('(').length > 2 ? 'no' : null,
    );
    assert.equal(result.texts.get(URI), '(ab');
    assert.deepEqual(titles(result.deferred), ['two']);
  });

  it('keeps the line ends of the file', () => {
    assert.equal(round('a\r\nb\r\n', [fix('one', [0, 0, 'x\ny\n'])]).texts.get(URI), 'x\r\ny\r\na\r\nb\r\n');
  });
});
