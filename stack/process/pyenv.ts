import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { isExecutable } from '../machine/find-program';

/** What to start instead of a shim, and the environment the shim would have made of the given one. */
export interface ShimTarget {
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How every shim of pyenv ends. */
const HANDS_OVER = /^exec "[^"]*\/pyenv" exec "\$program" "\$@"\s*$/m;
const ROOT = /^export PYENV_ROOT="([^"$]+)"$/m;
const LARGEST_BYTES = 4096;
/** Where pyenv looks for hooks, besides its own folder and those of its plugins. */
const HOOKS = ['/usr/etc/pyenv.d', '/usr/local/etc/pyenv.d', '/etc/pyenv.d', '/usr/lib/pyenv/hooks'];
/** Hooks that have no say in which Python is started. */
const HARMLESS = new Set(['pip-rehash.bash']);

/**
 * What a shim of pyenv starts, found as pyenv documents it: by `PYENV_VERSION`, the nearest `.python-version` at or above the folder, or the
 * version chosen for all folders. Null for what is no such shim, and wherever pyenv would do more than look up one installed version: several of them,
 * the system's own Python, the newest of a series, a hook. Reads small files only.
 */
export function pyenvTarget(shim: string, cwd: string, environment: Environment): ShimTarget | null {
  if (environment['PYENV_DIR'] !== undefined || environment['PYENV_HOOK_PATH'] !== undefined) return null;
  const text = readSmall(shim);
  const root = text !== null && HANDS_OVER.test(text) ? ROOT.exec(text)?.[1] : undefined;
  if (root === undefined || hasOwnHooks(root)) return null;
  const version = environment['PYENV_VERSION'] || readVersion(cwd, root);
  if (!version || !/^\d[\w.+-]*$/.test(version)) return null;
  const folder = join(root, 'versions', version, 'bin');
  const program = join(folder, basename(shim));
  if (!isExecutable(program)) return null;
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const path = environment['PATH'] ? `${folder}${delimiter}${environment['PATH']}` : folder;
  const made = { PYENV_ROOT: root, PYENV_VERSION: version, PYENV_DIR: cwd, PATH: path };
  return { program, environment: { ...Object.fromEntries(given), ...made } };
}

/** Null where there is no version, or more than one. */
function readVersion(cwd: string, root: string): string | null {
  let folder = cwd;
  while (!existsSync(join(folder, '.python-version')) && dirname(folder) !== folder) folder = dirname(folder);
  const text = readSmall(join(folder, '.python-version')) ?? readSmall(join(root, 'version'));
  const lines = (text ?? '').split('\n').map((line) => line.replace(/#.*/, '').trim());
  const versions = lines.filter((line) => line !== '');
  return versions.length === 1 ? versions[0]! : null;
}

function hasOwnHooks(root: string): boolean {
  const plugins = namesIn(join(root, 'plugins')).map((name) => join(root, 'plugins', name, 'etc', 'pyenv.d'));
  return [join(root, 'pyenv.d'), ...plugins, ...HOOKS].some((folder) =>
    ['exec', 'version-name'].some((command) =>
      namesIn(join(folder, command)).some((name) => name.endsWith('.bash') && !HARMLESS.has(name)),
    ),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Null for what is not there, and for programs. */
function readSmall(path: string): string | null {
  try {
    return statSync(path).size <= LARGEST_BYTES ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}
