import type { CorpusCase } from '../corpus';

type Files = Readonly<Record<string, string>>;

/** Lines of a text; each gets its line end. */
export const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** Cases of one rule, in the order of their writing. */
export function casesOf(rule: string): {
  readonly cases: CorpusCase[];
  add(title: string, path: string, text: string, files?: Files): void;
} {
  const cases: CorpusCase[] = [];
  return {
    cases,
    add(title, path, text, files) {
      cases.push({ title: `${rule}: ${title}`, path, text, rules: [rule], ...(files === undefined ? {} : { files }) });
    },
  };
}

export const TARGET = { recall: 0.9, precision: 0.97 };
