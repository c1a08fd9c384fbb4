import assert from 'node:assert/strict';
import { keyPlaceAt } from './key-place';

/** The place of the bar in a text. */
function at(marked: string): { path: string; siblings: string; word: string; valueOf: string | null } | null {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = keyPlaceAt(text, offset);
  if (!place) return null;
  const { path, siblings, word, valueOf } = place;
  return { path: path.join('.'), siblings: siblings.join(' '), word: text.slice(word.start, word.end), valueOf };
}

describe('keyPlaceAt', () => {
  for (const [marked, path, siblings, word, valueOf] of [
    ['|', '', '', '', null],
    ['rules: {}\nsta|\n', '', 'rules', 'sta', null],
    ['stack:\n  hea|lth:\n    retries: 1\n  restart: {}\n', 'stack', 'restart', 'health', null],
    ['stack:\n  health:\n    retries: 3\n    |\n  restart: {}\n', 'stack.health', 'retries', '', null],
    ['stack:\n  gpu:\n    placement: au|', 'stack.gpu', '', 'au', 'placement'],
    ['stack:\n  gpu: { placement: auto, re| }', 'stack.gpu', 'placement', 're', null],
    ['stack: { gpu: { placement: | } }', 'stack.gpu', '', '', 'placement'],
    ['agents:\n  - name: A\n    port: 1\n    |\n  - name: B\n    host: x\n', 'agents', 'port name', '', null],
    ['agents:\n  - name: A\n    port: 1\n  - na|\n    host: x\n', 'agents', 'host', 'na', null],
    ['a:\r\n  b:\r\n    c: 1\r\n    d|\r\n', 'a.b', 'c', 'd', null],
    ['a:\n  "b c":\n    x: 1\n\n    # a remark\n    |', 'a.b c', 'x', '', null],
    ['list:\n- name: A\n  |', 'list', 'name', '', null],
  ] as const) {
    it(`finds ${JSON.stringify(marked)}`, () => {
      assert.deepEqual(at(marked), { path, siblings, word, valueOf });
    });
  }

  for (const marked of [
    '# a comm|ent',
    'a: 1 # re|',
    'a: [x, |',
    'a: "in a te|xt"',
    'a: two words |x',
    'a: ${NA|ME}',
  ]) {
    it(`leaves alone ${JSON.stringify(marked)}`, () => assert.equal(at(marked), null));
  }
});
