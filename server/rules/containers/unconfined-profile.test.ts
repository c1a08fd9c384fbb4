import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './unconfined-profile';

const { fixed, workspace } = composeFiles(rule);

describe('unconfined-profile', () => {
  it('removes the options, and the list with the last of them', async () => {
    assert.equal(
      await fixed(
        'services:\n  a:\n    security_opt:\n      - seccomp:unconfined # debugging\n      - no-new-privileges:true\n      - apparmor=unconfined\n    image: a:1\n',
      ),
      'services:\n  a:\n    security_opt:\n      - no-new-privileges:true\n    image: a:1\n',
    );
    assert.equal(
      await fixed('services:\n  a:\n    security_opt:\n      - seccomp:unconfined\n    image: a:1\n'),
      'services:\n  a:\n    image: a:1\n',
    );
    assert.equal(
      await fixed('services:\n  a:\n    image: a:1\n    security_opt: [seccomp:unconfined, no-new-privileges:true]\n'),
      'services:\n  a:\n    image: a:1\n    security_opt: [no-new-privileges:true]\n',
    );
  });

  it('is one finding a service, which names every option', async () => {
    const findings = (
      await workspace('services:\n  a:\n    image: a:1\n    security_opt: ["seccomp=unconfined", "label:disable"]\n')
    ).findings();
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.message ?? '', /'seccomp=unconfined', 'label:disable'/);
  });
});
