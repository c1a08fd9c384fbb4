import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './published-port';

const { fixed, workspace } = composeFiles(rule);

describe('published-port', () => {
  const cases: readonly [string, string][] = [
    ['"5432:5432"', '"127.0.0.1:5432:5432"'],
    ['5432:5432 # local', '127.0.0.1:5432:5432 # local'],
    ['"5432"', '"127.0.0.1::5432"'],
    ['5432', '127.0.0.1::5432'],
    ['"0.0.0.0:5432:5432"', '"127.0.0.1:5432:5432"'],
    ['"[::]:5432:5432"', '"127.0.0.1:5432:5432"'],
    ['"${BIND:-0.0.0.0}:${PORT:-5432}:5432"', '"${BIND:-127.0.0.1}:${PORT:-5432}:5432"'],
    ['{target: 5432, published: 5432}', '{host_ip: 127.0.0.1, target: 5432, published: 5432}'],
    ['target: 5432\n        published: 5432', 'host_ip: 127.0.0.1\n        target: 5432\n        published: 5432'],
    ['target: 5432\n        host_ip: 0.0.0.0', 'target: 5432\n        host_ip: 127.0.0.1'],
  ];
  for (const [before, after] of cases) {
    it(`binds ${before.replace(/\s+/g, ' ')}`, async () => {
      const text = (port: string): string => `services:\n  db:\n    image: postgres:16\n    ports:\n      - ${port}\n`;
      assert.equal(await fixed(text(before)), text(after));
      assert.deepEqual((await workspace(text(after))).findings(), []);
    });
  }

  it('knows images by their last name, whatever the registry', async () => {
    for (const image of [
      'ghcr.io/acme/postgres:16',
      'localhost:5000/redis',
      'docker.io/library/mongo:7',
      'bitnami/kafka:3.7',
    ]) {
      const text = `services:\n  x:\n    image: ${image}\n    ports: ["7000:7000"]\n`;
      assert.equal((await workspace(text)).findings().length, 1, image);
    }
    for (const image of ['acme/server:1', 'acme/redis-exporter:1', 'nginx:1.27', 'acme/postgres-backup:2']) {
      const text = `services:\n  x:\n    image: ${image}\n    ports: ["7000:7000"]\n`;
      assert.deepEqual((await workspace(text)).findings(), [], image);
    }
  });
});
