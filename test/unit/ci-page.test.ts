import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../server/rules/catalogue.generated';
import { RuleWorkspace } from '../../server/rules/testing/rule-workspace';

const page = readFileSync(path.resolve(__dirname, '../../docs/ci.md'), 'utf8');

describe('the page on continuous integration', () => {
  const workflow = /^```yaml workflow\n([^]*?)^```$/m.exec(page)?.[1] ?? '';

  it('shows a workflow that passes this project’s own rules', async () => {
    const file = '.github/workflows/stack.yml';
    const workspace = await RuleWorkspace.create(catalogue, { [file]: workflow });
    const findings = workspace.findings(file).map(({ rule, message }) => `${rule}: ${message}`);
    assert.deepEqual(findings, []);
    // The rules look at it at all.
    const careless = `${workflow}      - run: docker build -t registry.example.org/hub . && docker push registry.example.org/hub\n`;
    const other = await RuleWorkspace.create(catalogue, { [file]: careless });
    assert.notDeepEqual(other.findings(file), []);
  });

  it('shows only options that there are', () => {
    const up = readFileSync(path.resolve(__dirname, '../../server/cli/commands/up.ts'), 'utf8');
    const commands = [...page.matchAll(/\bup (?:--|[\w/.]+ --)[^`\n]*/g)].map(([text]) => text);
    assert.ok(commands.length >= 3);
    for (const option of commands.flatMap((text) => text.match(/--[a-z-]+/g) ?? [])) {
      assert.ok(up.includes(`'${option}`) || option === '--file', option);
    }
  });
});
