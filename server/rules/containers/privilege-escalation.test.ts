import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './privilege-escalation';

const { fixed, workspace } = composeFiles(rule);

describe('privilege-escalation', () => {
  it('adds to the options that are there', async () => {
    assert.equal(
      await fixed('services:\n  a:\n    security_opt:\n      - seccomp:./p.json\n    image: a:1\n'),
      'services:\n  a:\n    security_opt:\n      - seccomp:./p.json\n      - no-new-privileges:true\n    image: a:1\n',
    );
  });

  it('turns on what is turned off', async () => {
    assert.equal(
      await fixed('services:\n  a:\n    image: a:1\n    security_opt: ["no-new-privileges:false"]\n'),
      'services:\n  a:\n    image: a:1\n    security_opt: ["no-new-privileges:true"]\n',
    );
  });

  it('asks for a review where a list is shared by an anchor', async () => {
    const text =
      'x-s: &s\n  security_opt:\n    - seccomp:./p.json\nservices:\n  a:\n    <<: *s\n    image: a:1\n  b:\n    image: b:1\n';
    const [shared, own] = (await workspace(text)).findings();
    assert.equal(shared?.fixes[0]?.safety, 'review');
    assert.equal(own?.fixes[0]?.safety, 'safe');
  });

  it('offers to take all steps at once', async () => {
    const before = await workspace('services:\n  a:\n    image: a:1\n');
    const all = before.findings()[0]?.fixes[1];
    assert.equal(all?.title, "Harden service 'a'");
    const text = before.apply(all.edits()).files['compose.yaml'] ?? '';
    for (const key of ['cap_drop', 'no-new-privileges:true', 'read_only: true', 'mem_limit', 'pids_limit'])
      assert.ok(text.includes(key), key);
  });

  it('is told in the base file, once, when an override completes the service', async () => {
    const files = {
      'compose.yaml': 'services:\n  a:\n    image: a:1\n',
      'compose.override.yaml': 'services:\n  a:\n    image: a:2\n',
    };
    assert.deepEqual(
      (await workspace(files)).findings().map(({ uri }) => uri),
      ['file:///project/compose.yaml'],
    );
  });

  it('says nothing where a part of the service cannot be seen', async () => {
    const text = 'services:\n  a:\n    extends: {file: ../elsewhere/base.yaml, service: b}\n    image: a:1\n';
    assert.deepEqual((await workspace(text)).findings(), []);
  });
});
