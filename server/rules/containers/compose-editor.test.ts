import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { SourceDocument } from '../../documents/document';
import { applyFileEdits } from '../../fixes/apply-edits';
import { readCompose } from '../../languages/compose/compose-file';
import { type Addition, ComposeEditor } from './compose-editor';

const URI = 'file:///project/compose.yaml';

/** The text after additions to its first service; null where the editor refuses. */
function added(text: string, ...additions: readonly Addition[]): string | null {
  const editor = new ComposeEditor(new SourceDocument(URI, 'compose.yaml', 'compose', text));
  const [service] = readCompose('compose.yaml', text).services;
  assert.ok(service);
  for (const addition of additions) editor.add(service, addition);
  const edits = editor.edits();
  const after = edits.length === 0 ? null : (applyFileEdits(edits, () => text).get(URI) ?? null);
  if (after !== null) assert.deepEqual(parseDocument(after).errors, [], after);
  return after;
}

const DROP: Addition = { path: ['cap_drop'], items: ['ALL'] };

describe('ComposeEditor', () => {
  const cases: readonly [title: string, before: string, after: string | null][] = [
    [
      'adds behind the last key, in front of what belongs to the next service',
      'services:\n  a:\n    image: a:1 # pinned\n\n  # the other\n  b:\n    image: b:1\n',
      'services:\n  a:\n    image: a:1 # pinned\n    cap_drop:\n      - ALL\n\n  # the other\n  b:\n    image: b:1\n',
    ],
    [
      'indents as the file does',
      'services:\n    a:\n        image: a:1\n',
      'services:\n    a:\n        image: a:1\n        cap_drop:\n            - ALL\n',
    ],
    ['writes flow into flow', 'services:\n  a: {image: a:1}\n', 'services:\n  a: {image: a:1, cap_drop: [ALL]}\n'],
    [
      'adds to a flow list',
      'services:\n  a:\n    cap_drop: [ "CHOWN" ] # why\n    image: a:1\n',
      'services:\n  a:\n    cap_drop: [ "CHOWN" , ALL] # why\n    image: a:1\n',
    ],
    [
      'adds to a block list',
      'services:\n  a:\n    cap_drop:\n      # noisy\n      - NET_RAW # why\n    image: a:1\n',
      'services:\n  a:\n    cap_drop:\n      # noisy\n      - NET_RAW # why\n      - ALL\n    image: a:1\n',
    ],
    [
      'adds to a list that stands as far left as its key',
      'services:\n  a:\n    cap_drop:\n    - NET_RAW\n    image: a:1\n',
      'services:\n  a:\n    cap_drop:\n    - NET_RAW\n    - ALL\n    image: a:1\n',
    ],
    [
      'fills a key without a value',
      'services:\n  a:\n    image: a:1\n    cap_drop:\n',
      'services:\n  a:\n    image: a:1\n    cap_drop: [ALL]\n',
    ],
    [
      'fills an empty list',
      'services:\n  a:\n    image: a:1\n    cap_drop: []\n',
      'services:\n  a:\n    image: a:1\n    cap_drop: [ALL]\n',
    ],
    [
      'stays out of a block scalar that ends in a comment of its own',
      'services:\n  a:\n    image: a:1\n    command: |\n      run\n      # not a comment\n  b:\n    image: b:1\n',
      'services:\n  a:\n    image: a:1\n    command: |\n      run\n      # not a comment\n    cap_drop:\n      - ALL\n  b:\n    image: b:1\n',
    ],
    [
      'goes behind a merge key that comes last in a nested map',
      'x-e: &e {A: "1"}\nservices:\n  a:\n    image: a:1\n    environment:\n      B: "2"\n      <<: *e\n',
      'x-e: &e {A: "1"}\nservices:\n  a:\n    image: a:1\n    environment:\n      B: "2"\n      <<: *e\n    cap_drop:\n      - ALL\n',
    ],
    [
      'goes behind a merge key that is all there is',
      'x-a: &a\n  image: a:1\nservices:\n  a:\n    <<: *a\n',
      'x-a: &a\n  image: a:1\nservices:\n  a:\n    <<: *a\n    cap_drop:\n      - ALL\n',
    ],
    [
      'adds to the shared list an alias brings',
      'x-d: &d\n  - NET_RAW\nservices:\n  a:\n    image: a:1\n    cap_drop: *d\n',
      'x-d: &d\n  - NET_RAW\n  - ALL\nservices:\n  a:\n    image: a:1\n    cap_drop: *d\n',
    ],
    [
      'needs no line end at the end',
      'services:\n  a:\n    image: a:1',
      'services:\n  a:\n    image: a:1\n    cap_drop:\n      - ALL',
    ],
    [
      'keeps Windows line ends',
      'services:\r\n  a:\r\n    image: a:1\r\n',
      'services:\r\n  a:\r\n    image: a:1\r\n    cap_drop:\r\n      - ALL\r\n',
    ],
    ['refuses a service that is an alias', 'x-a: &a\n  image: a:1\nservices:\n  a: *a\n', null],
    ['refuses a service that says nothing', 'services:\n  a:\n', null],
  ];
  for (const [title, before, after] of cases) it(title, () => assert.equal(added(before, DROP), after));

  it('puts several additions in their places, nested ones first', () => {
    const before = 'services:\n  a:\n    image: a:1\n    deploy:\n      replicas: 2\n';
    assert.equal(
      added(before, DROP, {
        path: ['deploy', 'resources', 'limits'],
        keys: [
          ['memory', '1g'],
          ['cpus', "'1.0'"],
        ],
      }),
      "services:\n  a:\n    image: a:1\n    deploy:\n      replicas: 2\n      resources:\n        limits:\n          memory: 1g\n          cpus: '1.0'\n    cap_drop:\n      - ALL\n",
    );
  });

  it('replaces a value, and leaves its comment', () => {
    assert.equal(
      added('services:\n  a:\n    image: a:1\n    read_only: false # for now\n', {
        path: ['read_only'],
        value: 'true',
      }),
      'services:\n  a:\n    image: a:1\n    read_only: true # for now\n',
    );
  });
});
