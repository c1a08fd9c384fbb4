import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './writable-root-filesystem';

const { fixed, workspace } = composeFiles(rule);

describe('writable-root-filesystem', () => {
  it('is safe for images whose folders are known, and brings those along', async () => {
    const before = await workspace('services:\n  db:\n    image: postgres:16.4\n');
    const fix = before.findings()[0]?.fixes[0];
    assert.equal(fix?.safety, 'safe');
    assert.equal(
      before.apply(fix.edits()).files['compose.yaml'],
      'services:\n  db:\n    image: postgres:16.4\n    read_only: true\n    tmpfs:\n      - /tmp\n      - /var/run/postgresql\n',
    );
  });

  it('is to be reviewed for all others', async () => {
    const [finding] = (await workspace('services:\n  a:\n    build: .\n')).findings();
    assert.equal(finding?.fixes[0]?.safety, 'review');
    assert.equal(finding.severity, 'information');
  });

  it('adds no tmpfs where one is mounted, and changes the value that is there', async () => {
    assert.equal(
      await fixed('services:\n  a:\n    image: a:1\n    read_only: false\n    tmpfs: /tmp\n'),
      'services:\n  a:\n    image: a:1\n    read_only: true\n    tmpfs: /tmp\n',
    );
    assert.equal(
      await fixed('services:\n  a:\n    image: a:1\n    volumes: ["./t:/tmp"]\n'),
      'services:\n  a:\n    image: a:1\n    volumes: ["./t:/tmp"]\n    read_only: true\n',
    );
  });
});
