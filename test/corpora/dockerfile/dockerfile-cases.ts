import type { Corpus, CorpusCase } from '../corpus';

export const TOPIC: Pick<Corpus, 'topic' | 'target'> = {
  topic: 'dockerfile',
  target: { recall: 0.9, precision: 0.95 },
};

export type Case = readonly [title: string, lines: readonly string[], more?: Partial<CorpusCase>];

/** Cases about one rule: others would have much to say about such small files. */
export function casesOf(rule: string, cases: readonly Case[]): CorpusCase[] {
  return cases.map(([title, lines, more]) => ({
    title,
    path: 'Dockerfile',
    text: `${lines.join('\n')}\n`,
    rules: [rule],
    ...more,
  }));
}
