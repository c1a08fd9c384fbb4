import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './undefined-service';

const { fixed, workspace } = composeFiles(rule);

describe('undefined-service', () => {
  const cases: readonly [title: string, before: string, after: string][] = [
    [
      'corrects a slip',
      'services:\n  a:\n    image: a:1\n    depends_on: [databse]\n  database:\n    image: b:1\n',
      'services:\n  a:\n    image: a:1\n    depends_on: [database]\n  database:\n    image: b:1\n',
    ],
    [
      'corrects the name behind service:',
      'services:\n  a:\n    image: a:1\n    network_mode: "service:vnp"\n  vpn:\n    image: b:1\n',
      'services:\n  a:\n    image: a:1\n    network_mode: "service:vpn"\n  vpn:\n    image: b:1\n',
    ],
    [
      'declares a volume beside others',
      'services:\n  a:\n    image: a:1\n    volumes: [logs:/logs]\nvolumes:\n  data: {}\n',
      'services:\n  a:\n    image: a:1\n    volumes: [logs:/logs]\nvolumes:\n  data: {}\n  logs: {}\n',
    ],
    [
      'declares a network in a section of its own',
      'services:\n  a:\n    image: a:1\n    networks: [back]',
      'services:\n  a:\n    image: a:1\n    networks: [back]\n\nnetworks:\n  back: {}',
    ],
    [
      'removes a dependency on nobody, and the key with the last',
      'services:\n  a:\n    image: a:1\n    depends_on:\n      - gone\n',
      'services:\n  a:\n    image: a:1\n',
    ],
    [
      'removes a dependency in map form',
      'services:\n  a:\n    image: a:1\n    depends_on:\n      gone:\n        condition: service_healthy\n      b:\n        condition: service_started\n  b:\n    image: b:1\n',
      'services:\n  a:\n    image: a:1\n    depends_on:\n      b:\n        condition: service_started\n  b:\n    image: b:1\n',
    ],
    [
      'removes the version with the blank line below it',
      'version: "3.8"\n\nservices:\n  a:\n    image: a:1\n',
      'services:\n  a:\n    image: a:1\n',
    ],
    [
      'leaves the comment above the version',
      '# my stack\nversion: "3" # old\nservices:\n  a:\n    image: a:1\n',
      '# my stack\nservices:\n  a:\n    image: a:1\n',
    ],
  ];
  for (const [title, before, after] of cases) it(title, async () => assert.equal(await fixed(before), after));

  it('tells the version as information, the rest as errors', async () => {
    const text = 'version: "3"\nservices:\n  a:\n    image: a:1\n    depends_on: [b]\n';
    assert.deepEqual(
      (await workspace(text)).findings().map(({ severity }) => severity),
      ['information', 'error'],
    );
  });

  it('is told again when the other file changes', async () => {
    const files = { 'compose.yaml': 'services:\n  a:\n    image: a:1\n    depends_on: [b]\n' };
    assert.equal((await workspace(files)).findings().length, 1);
    const both = { ...files, 'compose.override.yaml': 'services:\n  b:\n    image: b:1\n' };
    assert.deepEqual((await workspace(both)).findings(), []);
    assert.equal(rule.crossFile, true);
  });
});
