import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './zero-embedding';

async function message(text: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { 'a.py': `import numpy as np\nimport random\n\n${text}` });
  return workspace
    .findings()
    .map((finding) => finding.message)
    .join('\n');
}

describe('zero-embedding', () => {
  const contents: readonly [string, string][] = [
    ['[0.0] * 384', 'zeros'],
    ['np.zeros(self.size).tolist()', 'zeros'],
    ['np.zeros((1, 384), dtype=np.float32)', 'zeros'],
    ['[[0.0] * 384 for _ in texts]', 'zeros'],
    ['[1e-6] * 384', 'a constant'],
    ['np.full(384, 0.1)', 'a constant'],
    ['np.random.randn(384)', 'random numbers'],
    ['[random.gauss(0, 1) for _ in range(384)]', 'random numbers'],
  ];
  for (const [value, content] of contents) {
    it(`sees ${content} in ${value}`, async () => {
      assert.match(await message(`def embed(texts):\n    return ${value}\n`), new RegExp(`vector of ${content}`));
    });
  }

  it('leaves a beginning alone to which something is added', async () => {
    for (const body of [
      'v = np.zeros(3)\n    v[0] = weigh(text)\n    return v',
      'v = [0.0] * 3\n    v += weigh(text)\n    return v',
      'return model.encode(text) + np.random.normal(size=3)',
    ])
      assert.equal(await message(`def embed(text):\n    ${body}\n`), '');
  });
});
