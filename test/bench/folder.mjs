// How long a folder takes: this tool, others, and the floors nobody can go below.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { wasmFiles } from '../../scripts/lib/bundles.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { pythonFiles } from './corpus.mjs';
import { duration, medianOf, table } from './measure.mjs';

/**
 * @param {string} folder
 * @param {number} runs
 */
export async function benchFolder(folder, runs) {
  const files = [...pythonFiles(folder, '')].map((path) => join(folder, path));
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;

  /** @type {[string, number][]} */
  const results = [];
  const own = await medianOf(runs, () =>
    command(process.execPath, [join(root, 'dist', 'cli.js'), 'check', '--quiet', folder], [0, 1]),
  );
  results.push(['agent-preflight check', own]);
  if (spawnSync('bandit', ['--version']).status === 0) {
    results.push([
      'bandit -r',
      await medianOf(Math.min(runs, 3), () => command('bandit', ['-r', '-q', folder], [0, 1])),
    ]);
  } else console.log('bandit is not installed and not measured (Debian: apt-get install bandit)');
  results.push(['ruff (WebAssembly), all texts in one process', await medianOf(runs, await ruff(texts))]);
  results.push(['floor: parse every text', await medianOf(runs, await parser(texts))]);
  results.push([
    'floor: search every text for one word',
    await medianOf(runs, () => void texts.filter((text) => text.includes('localhost')).length),
  ]);

  table(`Check of a folder: ${files.length} Python files, ${megabytes.toFixed(1)} MB (median of ${runs})`, [
    ['', 'time', 'to ours'],
    ...results.map(([name, time]) => [name, duration(time), `${(time / own).toFixed(2)} ×`]),
  ]);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {number[]} expected exit codes of a run that did its work
 */
function command(program, args, expected) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 28 });
  if (error || !expected.includes(status ?? -1))
    throw new Error(`${program} ${args.join(' ')} ended with ${status}`, { cause: error });
}

/** @param {string[]} texts */
async function ruff(texts) {
  const { Workspace, PositionEncoding } = createRequire(import.meta.url)('@astral-sh/ruff-wasm-nodejs');
  const workspace = new Workspace(Workspace.defaultSettings(), PositionEncoding.Utf16);
  return () => {
    for (const text of texts) {
      try {
        workspace.check(text);
      } catch {
        // A text it cannot parse has taken its time as well.
      }
    }
  };
}

/** @param {string[]} texts */
async function parser(texts) {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const grammar = wasmFiles().find((file) => file.endsWith('tree-sitter-python.wasm')) ?? '';
  const parser = new Parser().setLanguage(await Language.load(readFileSync(grammar)));
  return () => {
    for (const text of texts) parser.parse(text)?.delete();
  };
}
