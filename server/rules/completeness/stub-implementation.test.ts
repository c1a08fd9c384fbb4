import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './stub-implementation';

async function names(files: Readonly<Record<string, string>>): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], files);
  return workspace
    .findings()
    .map(({ uri, range }) => (files[uri.split('/project/')[1] ?? ''] ?? '').slice(range.start, range.end));
}

const method = (body: string, call = 'self.send_report(1)'): string =>
  `class Agent:\n    def run(self):\n        self.count += 1\n        ${call}\n\n    def send_report(self, report):\n        ${body}\n`;

describe('stub-implementation', () => {
  it('wants somebody to call a silent one', async () => {
    assert.deepEqual(await names({ 'a.py': method('pass') }), ['send_report']);
    assert.deepEqual(await names({ 'a.py': method('pass', 'return') }), []);
  });

  it('wants nobody to inherit from the class, in any file', async () => {
    const heir =
      'from a import Agent\n\nclass Mailer(Agent):\n    def send_report(self, report):\n        return post(report)\n';
    assert.deepEqual(await names({ 'a.py': method('raise NotImplementedError') }), ['send_report']);
    assert.deepEqual(await names({ 'a.py': method('raise NotImplementedError'), 'b.py': heir }), []);
  });

  it('tells what a body does', async () => {
    const message = async (body: string): Promise<string> =>
      (await RuleWorkspace.create([rule], { 'a.py': method(body) })).findings()[0]?.message ?? '';
    assert.match(await message('pass'), /does nothing/);
    assert.match(await message('return True'), /answers the same/);
    assert.match(await message('raise NotImplementedError'), /fails whenever/);
    assert.match(await message('print("Would send", report)'), /only says what it would do/);
    assert.equal(await message('return post(report)'), '');
  });

  it('looks at no examples, mocks and type stubs', async () => {
    for (const path of ['examples/a.py', 'mocks/a.py', 'a.pyi', 'tests/test_a.py'])
      assert.deepEqual(await names({ [path]: method('pass') }), [], path);
  });
});
