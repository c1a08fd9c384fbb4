import type { Corpus, CorpusCase } from '../corpus';

export const TOPIC: Pick<Corpus, 'topic' | 'target'> = {
  topic: 'compose',
  target: { recall: 0.95, precision: 0.97 },
};

/** Cases about one rule: others would have much to say about such small services. */
export function casesOf(
  rule: string,
  cases: readonly (readonly [title: string, text: string, more?: Partial<CorpusCase>])[],
): CorpusCase[] {
  return cases.map(([title, text, more]) => ({
    title: `${rule}: ${title}`,
    path: 'compose.yaml',
    text,
    rules: [rule],
    ...more,
  }));
}

/** A file with one service called `app`; the lines are those below its image. */
export function app(...lines: readonly string[]): string {
  return ['services:', '  app:', '    image: acme/app:1.0.0', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

/** The same with the service's own line marked. */
export function markedApp(...lines: readonly string[]): string {
  return app(...lines).replace('  app:', '  app: <<<');
}
