import type { Corpus, CorpusCase } from '../corpus';

export const TOPIC: Pick<Corpus, 'topic' | 'target'> = {
  topic: 'health',
  target: { recall: 0.9, precision: 0.97 },
};

/** Cases about one rule, each in a file of its own. */
export function casesOf(
  rule: string,
  path: string,
  cases: readonly (readonly [title: string, text: string, more?: Partial<CorpusCase>])[],
): CorpusCase[] {
  return cases.map(([title, text, more]) => ({ title: `${rule}: ${title}`, path, text, rules: [rule], ...more }));
}
