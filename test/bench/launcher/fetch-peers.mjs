// Launchers to compare with, fetched into the cache: npm packages, and Debian packages that are unpacked, not installed.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { npm, run } from '../../../scripts/lib/run.mjs';

const cache = join(root, '.cache', 'bench-launchers');
const quiet = /** @type {const} */ ({ stdio: ['ignore', 'ignore', 'ignore'] });

/**
 * @param {string} name with its version: measured is what was measured before
 * @param {string} program below `node_modules/.bin`
 * @returns {Promise<string | null>} its absolute path
 */
export async function npmProgram(name, program) {
  const folder = join(cache, name.replaceAll(/[^\w.-]/g, '_'));
  const file = join(folder, 'node_modules', '.bin', program);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    await npm(['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', name], quiet);
  }
  return existsSync(file) ? file : null;
}

/** @param {string} name @returns {Promise<string | null>} the folder that holds its `usr/` and the like */
export async function debianPackage(name) {
  const folder = join(cache, `debian-${name}`);
  if (!existsSync(join(folder, 'usr'))) {
    mkdirSync(folder, { recursive: true });
    const options = { ...quiet, cwd: folder };
    const download = ['-o', 'APT::Sandbox::User=root', 'download', name];
    if ((await run('apt-get', download, options)) !== 0) {
      await run('apt-get', ['update', '-qq'], options);
      await run('apt-get', download, options);
    }
    const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
    if (file) await run('dpkg-deb', ['-x', join(folder, file), folder], options);
  }
  return existsSync(join(folder, 'usr')) ? folder : null;
}
