import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ModelCatalogue } from '@agent-preflight/stack/definition/models/catalogue';
import { looksLikeModelManifest, readModelManifest } from '@agent-preflight/stack/definition/models/read';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { needsOf } from '@agent-preflight/stack/models/needs';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'models.md'), 'utf8');

describe('docs/models.md', () => {
  const samples = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');

  it('shows an agent that asks for models of a sample', () => {
    const text = /^```yaml startup\n([\s\S]*?)^```$/m.exec(PAGE)?.[1] ?? '';
    const { agents, problems } = readStackDefinition({ file: 'startup.yaml', text });
    const known = new ModelCatalogue(samples.map((sample) => readModelManifest({ file: 'models.yaml', text: sample })));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      needsOf(agents[0]!, known).models.map(({ name }) => name.value),
      ['phi-3-mini', 'whisper'],
    );
  });

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
