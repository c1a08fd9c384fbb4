import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { looksLikeModelManifest, readModelManifest } from '@agent-preflight/stack/definition/models/read';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'models.md'), 'utf8');

describe('docs/models.md', () => {
  const samples = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');

  it('shows three shapes', () => assert.equal(samples.length, 3));

  for (const [index, text] of samples.entries()) {
    it(`sample ${index + 1} is read as a manifest, without a fault`, () => {
      assert.ok(looksLikeModelManifest({ path: 'models.yaml', text }));
      const { models, problems } = readModelManifest({ file: 'models.yaml', text });
      assert.ok(models.length > 0);
      assert.deepEqual(problems, []);
    });
  }
});
