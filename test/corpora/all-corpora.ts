import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Corpus } from './corpus';

const load = createRequire(__filename);

/** Every `<topic>/*.corpus.ts`, those of one topic put together, in the order of their names. */
export function allCorpora(): readonly Corpus[] {
  const topics = new Map<string, Corpus>();
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.corpus.ts'),
  );
  for (const file of files.sort()) {
    const { corpus } = load(path.join(__dirname, file)) as { corpus: Corpus };
    if (path.dirname(file) !== corpus.topic) throw new Error(`${file}: its topic is '${corpus.topic}'`);
    const known = topics.get(corpus.topic);
    topics.set(corpus.topic, known === undefined ? corpus : together(known, corpus));
  }
  return [...topics.values()];
}

function together(a: Corpus, b: Corpus): Corpus {
  return { ...a, rules: [...new Set([...a.rules, ...b.rules])], cases: [...a.cases, ...b.cases] };
}
