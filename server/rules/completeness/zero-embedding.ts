import { type CodeContext, defineRule } from '../rule';
import { emptyVectors } from './embeddings/empty-vectors';

export const rule = defineRule({
  id: 'zero-embedding',
  topic: 'completeness',
  severity: 'error',
  impact: 8,
  effort: 4,
  triggers: ['embed', 'Embed', 'vectori'],
  documentation: {
    summary: 'Reports embedding functions that return zeros, constants or random numbers.',
    whatItDoes:
      'Reports a function that makes embeddings by its name and returns a vector of zeros, of one constant or of random numbers, also as the answer to an error or to a missing model, and queries made of random numbers. Silent for the vector of an empty text, for accumulators that are filled, for fakes made for tests, and for weights of a model.',
    whyItMatters:
      'All texts look alike, or unlike at random: the search answers with confidence and without meaning, and what is stored is lost, because it cannot be told from real vectors later.',
    examples: [
      {
        path: 'memory/embedder.py',
        bad: `class Embedder:
    def __init__(self, model):
        self.model = model

    def embed(self, text):
        try:
            return self.model.encode(text)
        except RuntimeError:
            return [0.0] * 384
`,
        good: `class Embedder:
    def __init__(self, model):
        self.model = model

    def embed(self, text):
        return self.model.encode(text)
`,
      },
      {
        path: 'memory/embed.ts',
        bad: `export async function embedText(text: string): Promise<number[]> {
  return Array.from({ length: 384 }, () => Math.random());
}
`,
        good: `export async function embedText(text: string): Promise<number[]> {
  return model.embed(text);
}
`,
      },
    ],
    references: ['https://www.sbert.net/docs/quickstart.html'],
    remediation: {
      steps: [
        'Return the vector of a real model.',
        'Where there is none, raise, and leave the text to be embedded later; do not store it.',
        'Find the vectors of zeros in the store, and embed their texts again.',
      ],
      test: 'Embed two texts of different meaning: their vectors differ, and the same text gives the same vector twice.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: { code: checkFile },
});

function checkFile(context: CodeContext): void {
  const { code } = context;
  for (const { node, content, place } of emptyVectors(code)) {
    if (code.isInlineTest(node)) continue;
    context.report({
      range: node,
      message: `${place} is a vector of ${content} and no embedding: searches find anything or nothing, and nobody hears of it; use a model, or fail`,
    });
  }
}
