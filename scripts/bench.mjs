// Measures speed: the check of a folder beside other tools, and the language server's answer to a keystroke.
//
//   node scripts/bench.mjs                      a folder put together from the examples and Python's standard library
//   node scripts/bench.mjs PATH                 another folder
//   node scripts/bench.mjs --runs 5 --only lsp  more runs; `folder` or `lsp` alone
import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { makeCorpus } from '../test/bench/corpus.mjs';
import { benchFolder } from '../test/bench/folder.mjs';
import { benchLanguageServer } from '../test/bench/language-server.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    build: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs: give a whole number from 1');

if (values.build) {
  process.argv.splice(2, process.argv.length, '--quiet', '--production');
  await import('./build.mjs');
}
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`);
if (values.only !== 'lsp') {
  const made = positionals[0] === undefined ? makeCorpus() : null;
  try {
    await benchFolder(made ?? positionals[0] ?? '', runs);
  } finally {
    if (made !== null) rmSync(made, { recursive: true, force: true });
  }
}
if (values.only !== 'folder') await benchLanguageServer([200, 2600]);
