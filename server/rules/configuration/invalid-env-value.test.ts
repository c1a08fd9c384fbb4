import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './invalid-env-value';

const HUB = 'import os\nPORT = int(os.getenv("HUB_PORT", "1"))\nTLS = os.getenv("HUB_TLS") == "true"\n';

describe('invalid-env-value', () => {
  it('names the reader, and never more than the beginning of a long value', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'hub.py': HUB,
      '.env': `HUB_PORT=${'secretvalue'.repeat(3)}\n`,
    });
    const [finding] = workspace.findings('.env');
    assert.match(finding!.message, /hub\.py/);
    assert.doesNotMatch(finding!.message, /secretvalue/);
  });

  const fixes: readonly [string, string][] = [
    ['HUB_PORT="7200/tcp"\r\n', 'HUB_PORT="7200"\r\n'],
    ['HUB_PORT=7200.0\n', 'HUB_PORT=7200\n'],
    ['HUB_TLS=True # on\n', 'HUB_TLS=true # on\n'],
  ];
  for (const [before, after] of fixes) {
    it(`writes ${after.trim()}`, async () => {
      const workspace = await RuleWorkspace.create([rule], { 'hub.py': HUB, '.env': before });
      assert.equal(workspace.fixAll({ unsafe: true }).files['.env'], after);
    });
  }

  it('finds the value in each spelling of a unit', async () => {
    for (const entry of ['HUB_PORT=a', '"HUB_PORT=a"', "A=1 'HUB_PORT=a' B=2", 'HUB_PORT="a"']) {
      const text = `[Service]\nEnvironment=${entry}\nExecStart=/opt/a\n`;
      const findings = (await RuleWorkspace.create([rule], { 'hub.py': HUB, 'a.service': text })).findings('a.service');
      assert.deepEqual(
        findings.map(({ range }) => text.slice(range.start, range.end)),
        ['a'],
        entry,
      );
    }
  });

  it('holds a .env file to the code of its own folder', async () => {
    const files = { 'one/a.py': HUB, 'one/.env': 'HUB_PORT=a\n', 'two/b.py': 'x = 1\n', 'two/.env': 'HUB_PORT=a\n' };
    const workspace = await RuleWorkspace.create([rule], files);
    assert.deepEqual(
      ['one/.env', 'two/.env'].map((path) => workspace.findings(path).length),
      [1, 0],
    );
  });
});
