// Files out of Debian packages, without installing anything.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { which } from './system-packages.mjs';

/**
 * Unpacks packages into a folder, once: an interrupted run leaves nothing behind that the next one would take for whole. Without apt or a
 * network nothing happens.
 *
 * @param {string[]} packages
 * @param {string} folder absolute path
 */
export async function unpackDebian(packages, folder) {
  if (existsSync(folder) || !which('apt-get') || !which('dpkg-deb')) return;
  const downloads = `${folder}-downloads`;
  const building = `${folder}-building`;
  for (const part of [downloads, building]) {
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
  }
  const quiet = { cwd: downloads, stdio: /** @type {const} */ (['ignore', 'ignore', 'ignore']) };
  const sandbox = ['-o', 'APT::Sandbox::User=root'];
  if ((await run('apt-get', [...sandbox, 'download', ...packages], quiet)) !== 0) {
    // The lists may be absent, as in a fresh container.
    await run('apt-get', ['update', '-qq'], quiet);
    await run('apt-get', [...sandbox, 'download', ...packages], quiet);
  }
  const files = readdirSync(downloads);
  for (const file of files) await run('dpkg-deb', ['-x', join(downloads, file), building], quiet);
  rmSync(downloads, { recursive: true, force: true });
  if (files.length > 0) renameSync(building, folder);
  else rmSync(building, { recursive: true, force: true });
}
