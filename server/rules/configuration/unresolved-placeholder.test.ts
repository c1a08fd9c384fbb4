import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unresolved-placeholder';

describe('unresolved-placeholder', () => {
  it('offers the default that the variable has elsewhere in the file, at every place', async () => {
    const text = 'services:\n  a:\n    image: "a:${TAG}"\n    hostname: a-${TAG}\n  b:\n    image: b:${TAG:-1.2}\n';
    const workspace = await RuleWorkspace.create([rule], { 'compose.yaml': text });
    const [finding, ...others] = workspace.findings();
    assert.deepEqual(others, []);
    assert.equal(text.slice(finding!.range.start, finding!.range.end), '${TAG}');
    assert.match(finding!.message, /2 times/);
    assert.equal(
      workspace.apply(finding!.fixes[0]!.edits()).files['compose.yaml'],
      text.replaceAll('${TAG}', '${TAG:-1.2}'),
    );
  });

  it('knows anchors, merge keys and extensions', async () => {
    const text = 'x-common: &common\n  image: a:${TAG}\nservices:\n  a:\n    <<: *common\n  b:\n    <<: *common\n';
    const workspace = await RuleWorkspace.create([rule], { 'compose.yaml': text });
    assert.equal(workspace.findings().length, 1);
  });

  it('leaves variables of a program in a command alone', async () => {
    const text = 'services:\n  a:\n    image: a\n    command: sh -c "for name in a b; do echo ${name}; done"\n';
    assert.deepEqual((await RuleWorkspace.create([rule], { 'compose.yaml': text })).findings(), []);
  });

  it('takes a file with a thousand unknown placeholders in its stride', async () => {
    const ports = Array.from({ length: 1_000 }, (_, index) => `      - "\${P${index}X}:${index}"`).join('\n');
    const workspace = await RuleWorkspace.create([rule], {
      'compose.yaml': `services:\n  a:\n    image: a\n    ports:\n${ports}\n`,
    });
    assert.equal(workspace.findings().length, 1_000);
  });
});
