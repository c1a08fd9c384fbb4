import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../catalogue.generated';
import { RuleWorkspace } from '../testing/rule-workspace';

const EXAMPLE = path.join(__dirname, '..', '..', '..', 'examples', 'voice-stack');

// What users copy from must hold to the rules.
describe('the container files of the example', () => {
  it('have no finding of the container rules', async () => {
    const files: Record<string, string> = {};
    for (const entry of readdirSync(EXAMPLE, { recursive: true, withFileTypes: true, encoding: 'utf8' })) {
      const file = path.relative(EXAMPLE, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
      if (entry.isFile() && !/^var\/|__pycache__/.test(file))
        files[file] = readFileSync(path.join(EXAMPLE, file), 'utf8');
    }
    assert.ok('Dockerfile' in files && 'compose.yaml' in files);
    const rules = catalogue.filter(({ topic }) => topic === 'containers');
    const workspace = await RuleWorkspace.create(rules, files);
    const found = ['Dockerfile', 'compose.yaml'].flatMap((file) => workspace.findings(file));
    assert.deepEqual(
      found.map(({ rule, message }) => `${rule}: ${message}`),
      [],
    );
  });
});
