// A folder of Python to measure on when none is given: the same on every run on one machine.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

/** Enough to measure by; the whole of the standard library would measure patience. */
const MAX_FILES = 500;

/**
 * Copies the examples and a part of Python's standard library into a new folder.
 *
 * @returns {string} the folder; the caller removes it
 */
export function makeCorpus() {
  const folder = mkdtempSync(join(tmpdir(), 'agent-preflight-bench-'));
  mkdirSync(join(folder, '.git'));
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  const stdlib = execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'])
    .toString()
    .trim();
  let copied = 0;
  for (const path of pythonFiles(stdlib, '')) {
    if (copied++ === MAX_FILES) break;
    const target = join(folder, 'library', path);
    mkdirSync(join(target, '..'), { recursive: true });
    cpSync(join(stdlib, path), target);
  }
  return folder;
}

/**
 * Python files below a folder, sorted, tests and installed packages left out.
 *
 * @param {string} folder
 * @param {string} below
 * @returns {Generator<string>} paths below the folder
 */
export function* pythonFiles(folder, below) {
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = join(below, name);
    if (/^(test|tests|site-packages|dist-packages|__pycache__|node_modules|\.git)$/.test(name)) continue;
    const stat = statSync(join(folder, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) yield* pythonFiles(folder, path);
    else if (stat?.isFile() && name.endsWith('.py')) yield path;
  }
}
