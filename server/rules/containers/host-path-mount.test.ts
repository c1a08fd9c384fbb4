import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './host-path-mount';

const { fixed, workspace } = composeFiles(rule);

describe('host-path-mount', () => {
  const cases: readonly [string, string][] = [
    ['/etc:/host', '/etc:/host:ro'],
    ['"/etc:/host:rw"', '"/etc:/host:ro"'],
    ['/etc:/host:rw,Z', '/etc:/host:ro,Z'],
    ['/etc:/host:z # why', '/etc:/host:ro,z # why'],
    ['${DIR:-/etc}:/host', '${DIR:-/etc}:/host:ro'],
    ['{type: bind, source: /etc, target: /host}', '{type: bind, read_only: true, source: /etc, target: /host}'],
    [
      'type: bind\n        source: /etc\n        target: /host',
      'type: bind\n        read_only: true\n        source: /etc\n        target: /host',
    ],
    [
      'type: bind\n        source: /etc\n        read_only: false',
      'type: bind\n        source: /etc\n        read_only: true',
    ],
  ];
  for (const [before, after] of cases) {
    it(`mounts ${before.replace(/\s+/g, ' ')} read-only`, async () => {
      const text = (mount: string): string => `services:\n  a:\n    image: a:1\n    volumes:\n      - ${mount}\n`;
      assert.equal(await fixed(text(before)), text(after));
      assert.deepEqual((await workspace(text(after))).findings(), []);
    });
  }
});
