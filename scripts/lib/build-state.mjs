// Remembers what the last build was made from, so that a run can tell whether dist/ is still good.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundles, hasEntry } from './bundles.mjs';
import { root } from './paths.mjs';
// Rules may have come or gone since the installation: the list of them is one of the sources.
import '../generate-catalogue.mjs';

const stateFile = join(root, 'dist', '.build.json');

/**
 * @param {string[]} inputs source files, relative to the root
 * @param {{ production: boolean, started: number }} build `started` in milliseconds since the epoch: what changed while the
 *   build ran must count as newer than it
 */
export function rememberBuild(inputs, { production, started }) {
  const own = ['scripts/build.mjs', ...readdirSync(join(root, 'scripts', 'lib')).map((name) => `scripts/lib/${name}`)];
  const files = [...new Set([...inputs, ...own, 'package-lock.json'])].filter((path) => !path.startsWith('(disabled)'));
  const built = bundles.filter(hasEntry).map((bundle) => bundle.name);
  writeFileSync(stateFile, JSON.stringify({ at: started, production, built, inputs: files }));
}

/**
 * Whether dist/ is missing, or older than something it was made from.
 *
 * @param {{ production?: boolean }} [wanted] ask for one kind of build; either will do when left out
 */
export function isBuildStale({ production } = {}) {
  let state;
  try {
    state = JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return true;
  }
  if (production !== undefined && state.production !== production) return true;
  const expected = bundles.filter(hasEntry).map((bundle) => bundle.name);
  if (expected.join() !== state.built.join()) return true;
  return state.inputs.some((path) => modifiedAt(path) > state.at);
}

/** @param {string} path */
function modifiedAt(path) {
  try {
    return statSync(join(root, path)).mtimeMs;
  } catch {
    return Infinity;
  }
}
