import assert from 'node:assert/strict';
import { highestMajor, nodePackages, packageRange } from './node-packages';

describe('packages of Node', () => {
  it('tells the highest major version that a range lets in', () => {
    const expected: Readonly<Record<string, number | null>> = {
      '^3.14.1': 3,
      '~3.13': 3,
      '3.12.2': 3,
      'v3.1.0': 3,
      '=3.1.0': 3,
      '3.x': 3,
      '3': 3,
      '>=3.0.0 <4.0.0': 3,
      '>= 3 < 4': 3,
      '<4': 3,
      '<=4': 4,
      '<4.1': 4,
      '1.0.0 - 3.2.1': 3,
      '^2 || ^3': 3,
      '^3.14.1 || ^4.0.0': 4,
      'npm:js-yaml@^3.14.1': 3,
      'npm:@scope/yaml@3.1.0': 3,
      '^3.0.0-beta.2': 3,
      '>=3.14.0': null,
      '*': null,
      '': null,
      latest: null,
      'workspace:*': null,
      'catalog:': null,
      'github:owner/name#3.1.0': null,
      'https://example.org/yaml-3.1.0.tgz': null,
      'file:../yaml-3': null,
      '^3 || *': null,
    };
    for (const [range, major] of Object.entries(expected)) assert.equal(highestMajor(range), major, range);
  });

  it('takes the nearest file above that asks for the package', () => {
    const read = (path: string, packages: object): NonNullable<ReturnType<typeof nodePackages>> => {
      const found = nodePackages(path, JSON.stringify({ dependencies: packages }));
      assert.ok(found);
      return found;
    };
    const all = [read('package.json', { yaml: '1', express: '4' }), read('api/package.json', { yaml: '2' })];
    assert.equal(packageRange(all, 'api/src/main.ts', 'yaml'), '2');
    assert.equal(packageRange(all, 'api/src/main.ts', 'express'), '4');
    assert.equal(packageRange(all, 'web/main.ts', 'yaml'), '1');
    assert.equal(packageRange(all, 'apis/main.ts', 'yaml'), '1');
    assert.equal(packageRange(all, 'web/main.ts', 'toString'), null);
  });

  it('lets what is installed win over what is only expected of others', () => {
    const text = '{ "peerDependencies": { "yaml": "*" }, "devDependencies": { "yaml": "^3.1.0" } }';
    assert.deepEqual(nodePackages('package.json', text)?.ranges, { yaml: '^3.1.0' });
  });

  it('takes what is no JSON, or of another shape, for nothing', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"dependencies"',
      '{"dependencies": [1]}',
      '{"dependencies": {"a": 1}}',
    ]) {
      assert.equal(nodePackages('package.json', text), null, text);
    }
  });
});
