import assert from 'node:assert/strict';
import { canonicalUri, joinUri, parentUri, pathBelow } from './uri';

describe('URIs', () => {
  it('are the same however a client escapes them', () => {
    const expected = 'file:///home/me/agent%20(copy)%40home/a%23.py';
    for (const spelling of [
      'file:///home/me/agent%20(copy)@home/a%23.py',
      'file:///home/me/agent%20%28copy%29%40home/a%23.py',
      'FILE:///home/me/agent (copy)@home/a%23.py',
    ]) {
      assert.equal(canonicalUri(spelling), expected);
    }
    assert.equal(canonicalUri('file:///C:/work'), canonicalUri('file:///c%3A/work'));
    assert.equal(canonicalUri('untitled:Untitled-1'), 'untitled:Untitled-1');
    assert.equal(canonicalUri('file:///a/100%/b'), 'file:///a/100%25/b');
  });

  it('lead to paths and back', () => {
    const uri = joinUri('file:///p', 'böse namen/a#b?.py');
    assert.equal(pathBelow('file:///p', uri), 'böse namen/a#b?.py');
    assert.equal(pathBelow('file:///p', 'file:///pq/a.py'), null);
    assert.equal(pathBelow('file:///p', 'file:///p'), '');
  });

  it('have a parent up to the top', () => {
    const parents: string[] = [];
    for (let uri = parentUri('file:///a/b/c.py'); uri !== null; uri = parentUri(uri)) parents.push(uri);
    assert.deepEqual(parents, ['file:///a/b', 'file:///a', 'file:///']);
    assert.equal(parentUri('untitled:Untitled-1'), null);
  });
});
