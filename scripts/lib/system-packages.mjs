// Programs the tests need besides Node and npm: found, installed where that is allowed, or named.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/**
 * @typedef {object} Requirement
 * @property {string} [command] a program that must be on the PATH
 * @property {string} [python] a module that `python3`, or the system's own Python, must be able to import
 * @property {string} [file] something that must exist, by its absolute path
 * @property {string} package the Debian package that brings it
 */

/** @param {string} command @returns {string | undefined} its absolute path */
export function which(command) {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(folder, command);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** @param {Requirement} requirement */
export function isMissing({ command, python, file }) {
  if (command && !which(command)) return true;
  if (file && !existsSync(file)) return true;
  return python !== undefined && !pythonWith(python);
}

/**
 * The `python3` on the PATH may be one of pyenv or of a virtual environment, which knows nothing of Debian's packages.
 *
 * @param {string} module
 * @returns {string | undefined} a Python that can import it
 */
export function pythonWith(module) {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );
}

/**
 * Installs what is missing with apt where we are root; says what to install otherwise.
 *
 * @param {Requirement[]} requirements
 * @returns {Promise<Requirement[]>} what is still missing
 */
export async function provide(requirements) {
  const missing = requirements.filter(isMissing);
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((requirement) => requirement.package))];
  if (process.getuid?.() === 0 && which('apt-get')) {
    console.log(`Installing ${packages.join(' ')} …`);
    // Nobody asked for the services that come along: by this runlevel none of them is started.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const quiet = { env, stdio: /** @type {const} */ (['ignore', 'ignore', 'inherit']) };
    // The lists may be absent, as in a fresh container, or too old to find anything; so they are refreshed first.
    await run('apt-get', ['update', '-qq'], quiet);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
  } else {
    console.log(
      `Some tests need programs that are not installed. On Debian or Ubuntu:\n  sudo apt install ${packages.join(' ')}`,
    );
  }
  return missing.filter(isMissing);
}
