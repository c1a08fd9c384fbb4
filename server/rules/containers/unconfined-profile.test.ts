import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unconfined-profile';

async function workspace(files: Readonly<Record<string, string>> | string): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], typeof files === 'string' ? { 'compose.yaml': files } : files);
}

/** The file after the first fix of its first finding. */
async function fixed(text: string): Promise<string | undefined> {
  const before = await workspace(text);
  const fix = before.findings()[0]?.fixes[0];
  assert.ok(fix, 'no fix');
  return before.apply(fix.edits()).files['compose.yaml'];
}

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
