// Installs the npm packages when a fresh clone has none, or when the lock file has moved on since.
// Uses nothing but Node itself: it runs before anything is installed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { npm } from './run.mjs';

/** @returns {Promise<void>} rejects with a sentence for the user when npm fails */
export async function installDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or newer is needed, this is ${process.versions.node}.`);
  const reason = outdated();
  if (!reason) return;
  console.log(`Installing npm packages (${reason}) …`);
  const status = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) throw new Error(`npm ci failed with status ${status}; its message is above.`);
}

/**
 * Compares what the lock file asks for with what npm noted down at the last install. Versions, not times: a checkout
 * or a copy changes the times.
 *
 * @returns {string | undefined} why an install is due
 */
function outdated() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  if (!wanted)
    throw new Error('package-lock.json is missing or broken; get it back with: git checkout package-lock.json');
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'none there yet';
  const stale = Object.entries(wanted).find(
    ([path, entry]) => path !== '' && !entry.optional && installed[path]?.version !== entry.version,
  );
  return stale ? `${stale[0].replace(/^node_modules\//, '')} is not at the locked version` : undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
