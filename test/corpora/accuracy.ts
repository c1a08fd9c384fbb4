// Prints how right the rules are on the labelled collections; with --write, into docs/accuracy.md, too.
//
//   npm run accuracy                    all topics
//   npm run accuracy -- timeouts        one topic, with every case that is wrong
//   npm run accuracy -- --write
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { catalogue } from '../../server/rules/catalogue.generated';
import { allCorpora } from './all-corpora';
import { type Score, scoreCorpus } from './score';

const PAGE = path.join(__dirname, '..', '..', 'docs', 'accuracy.md');
const BEGIN = '<!-- scores: written by `npm run accuracy -- --write` -->';
const END = '<!-- end of scores -->';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
  const corpora = allCorpora().filter(({ topic }) => positionals.length === 0 || positionals.includes(topic));
  const scores: Score[] = [];
  for (const corpus of corpora) scores.push(await scoreCorpus(corpus, catalogue));
  const targets = new Map(corpora.map(({ topic, target }) => [topic, target]));
  const table = [
    '| topic | files with faults | clean files | recall | precision | clean files with a finding | aim (recall / precision) |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...scores.map((score) => {
      const target = targets.get(score.topic);
      const aim = target === undefined ? '' : `${percent(target.recall)} / ${percent(target.precision)}`;
      const shares = [score.recall, score.precision, score.falsePositives].map(percent);
      return `| ${[score.topic, score.positives, score.negatives, ...shares, aim].join(' | ')} |`;
    }),
  ].join('\n');
  console.log(table);
  if (positionals.length > 0) console.log(scores.flatMap(wrongCases).join('\n'));
  if (values.write === true) await write(table, scores);
}

function wrongCases(score: Score): string[] {
  return score.results.flatMap(({ case: { title, path: file }, missed, wrong }) => [
    ...missed.map((line) => `${score.topic}: missed ${file}:${line} (${title})`),
    ...wrong.map(({ line, rule, message }) => `${score.topic}: wrong ${file}:${line} (${title}): [${rule}] ${message}`),
  ]);
}

async function write(table: string, scores: readonly Score[]): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start === -1 || end === -1) throw new Error(`docs/accuracy.md: the lines '${BEGIN}' and '${END}' are missing`);
  const known = scores.flatMap(({ topic, results }) =>
    results.flatMap(({ case: { title, wrongBecause } }) =>
      wrongBecause === undefined ? [] : [`- **${topic}**, ${title}: ${wrongBecause}`],
    ),
  );
  const missed = known.length === 0 ? '' : `\n\nKnown to be wrong:\n\n${known.join('\n')}`;
  const text = `${page.slice(0, start)}${BEGIN}\n\n${table}${missed}\n\n${page.slice(end)}`;
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1).replace(/\.0$/, '')} %`;
}

void main();
