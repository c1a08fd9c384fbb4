// The layers of the test run: one file each in scripts/layers/, run in the order of their names.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/**
 * @typedef {import('./mocha.mjs').Counts} Counts
 * @typedef {import('./system-packages.mjs').Requirement} Requirement
 *
 * @typedef {object} Layer
 * @property {string} title its heading
 * @property {Requirement[]} [requires] without these it cannot run
 * @property {() => Promise<Counts>} run
 *
 * @typedef {Layer & { name: string }} NamedLayer the name is what `--only` takes
 */

/** @returns {Promise<NamedLayer[]>} */
export async function loadLayers() {
  const folder = join(root, 'scripts', 'layers');
  const files = readdirSync(folder)
    .filter((name) => /^\d+-.*\.mjs$/.test(name))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const { default: layer } = await import(pathToFileURL(join(folder, file)).href);
      return { ...layer, name: file.replace(/^\d+-|\.mjs$/g, '') };
    }),
  );
}

/**
 * A layer that is one program: it counts as one check, passed when the program exits with 0.
 *
 * @param {string} script a module of node_modules, such as `typescript/bin/tsc`
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
export async function runCheck(script, args) {
  const status = await run(process.execPath, [join(root, 'node_modules', script), ...args]);
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * Brings dist/ up to date before a layer that runs the bundles.
 *
 * @param {() => Promise<Counts>} then
 * @returns {Promise<Counts>}
 */
export async function developmentBuild(then) {
  // Imported late: the test runner starts before esbuild is installed.
  const { isBuildStale } = await import('./build-state.mjs');
  if (isBuildStale({ production: false })) {
    const status = await run(process.execPath, [join(root, 'scripts', 'build.mjs'), '--strict', '--quiet']);
    if (status !== 0) return { passed: 0, failed: 1, skipped: 0 };
  }
  return then();
}

/** @param {Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}
