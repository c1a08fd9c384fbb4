import { existsSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { resolveScript as findScript } from '../definition/analysis/scripts';
import { findProgram, isExecutable, isFile } from '../machine/find-program';
import { hasShebang } from '../machine/shebang';

/**
 * Absolute path of a script as a startup file writes it, found by the same search the rules use: from the project root, then from the
 * folders between it and the file (the machine's folder, e.g. `main_pc_code/`), then from the file's own. Null when none of these is a
 * file.
 */
export function resolveScript(text: string, projectRoot: string, startupFile: string): string | null {
  if (isAbsolute(text)) return isFile(text) ? text : null;
  const inner = relative(projectRoot, startupFile).split(sep).join('/');
  const isInside = inner !== '' && !isAbsolute(inner) && !inner.startsWith('../');
  const found = findScript(text, isInside ? inner : '', (path) => isFile(join(projectRoot, path)));
  if (found !== null) return join(projectRoot, found);
  const beside = join(dirname(startupFile), text);
  return !isInside && isFile(beside) ? beside : null;
}

export type Interpreter = { readonly command: readonly string[] } | { readonly missing: string };

/** The program that runs a script, by its ending; other files are started themselves. `environment` gives the PATH. */
export function interpreterFor(script: string, projectRoot: string, environment: NodeJS.ProcessEnv): Interpreter {
  switch (extname(script).toLowerCase()) {
    case '.py':
    case '.pyw':
      return { command: [pythonFor(projectRoot, environment), script] };
    case '.js':
    case '.mjs':
    case '.cjs':
      return { command: [nodeProgram(), script] };
    case '.ts':
    case '.mts':
    case '.cts':
    case '.tsx':
      return typescriptRunner(script, projectRoot, environment);
    case '.sh':
    case '.bash':
      return isExecutable(script) && hasShebang(script)
        ? { command: [script] }
        : { command: [findProgram('bash', environment) ?? 'sh', script] };
    default:
      return isExecutable(script)
        ? { command: [script] }
        : { missing: `${basename(script)} is no script this knows how to run, and it is not executable (chmod +x)` };
  }
}

/** Names the Python interpreter for all agents, before anything that is found; how an editor's setting reaches the supervisor. */
export const PYTHON_VARIABLE = 'AGENT_PREFLIGHT_PYTHON';

/** The project's own Python, where it has one, so that the agent finds the packages installed for it. */
export function pythonFor(projectRoot: string, environment: NodeJS.ProcessEnv): string {
  const chosen = environment[PYTHON_VARIABLE];
  if (chosen) return chosen;
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const own = ['.venv', 'venv', 'env'].map((folder) => join(projectRoot, folder, ...inside)).find(isFile);
  if (own) return own;
  const active = environment['VIRTUAL_ENV'];
  if (active && isFile(join(active, ...inside))) return join(active, ...inside);
  const names = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
  return names.map((name) => findProgram(name, environment)).find((found) => found !== null) ?? names[0]!;
}

/**
 * A program by the first word of a command: a path from the project's root, one of the project's own virtual environment or `node_modules`,
 * or one on the PATH of `environment`, in that order.
 */
export function resolveCommand(word: string, projectRoot: string, environment: NodeJS.ProcessEnv): Interpreter {
  if (/[\\/]/.test(word)) {
    const path = isAbsolute(word) ? word : join(projectRoot, word);
    if (!isFile(path)) return { missing: `there is no program ${path}` };
    return isExecutable(path) ? { command: [path] } : { missing: `${path} is not executable (chmod +x)` };
  }
  const python = dirname(pythonFor(projectRoot, environment));
  const folders = [...(python === '.' ? [] : [python]), join(projectRoot, 'node_modules', '.bin')];
  const own = folders.map((folder) => findProgram(word, { PATH: folder })).find((found) => found !== null);
  const found = own ?? findProgram(word, environment);
  return found ? { command: [found] } : { missing: `there is no program ${word} on the PATH` };
}

/** This very Node, unless this is an editor's Electron: agents get the Node of the PATH then. */
function nodeProgram(): string {
  return process.versions['electron'] ? 'node' : process.execPath;
}

function typescriptRunner(script: string, projectRoot: string, environment: NodeJS.ProcessEnv): Interpreter {
  const suffix = process.platform === 'win32' ? '.cmd' : '';
  for (const runner of ['tsx', 'ts-node']) {
    for (const folder of upwards(dirname(script), projectRoot)) {
      const local = join(folder, 'node_modules', '.bin', runner + suffix);
      if (isFile(local)) return { command: [local, script] };
    }
    const installed = findProgram(runner, environment);
    if (installed) return { command: [installed, script] };
  }
  return { missing: `${basename(script)} needs tsx: npm install --save-dev tsx` };
}

function upwards(from: string, to: string): string[] {
  const folders = [from];
  while (from !== to && dirname(from) !== from) folders.push((from = dirname(from)));
  return folders;
}

/** What marks the top of a project, besides the fact that the scripts are found below it. */
const ROOT_MARKS = [
  '.git',
  '.agent-preflight.yaml',
  'pyproject.toml',
  'setup.py',
  'requirements.txt',
  'package.json',
  '.env',
];

/** A folder that holds one machine's part of a project: `main_pc_code`, `pc2_code`, `pc2`. What all machines share lies beside it. */
const MACHINE_FOLDER = /^(?:\w+_code|main[_-]?pc|pc[_-]?\d+)$/i;

/**
 * The folder that a startup file's paths are meant from: the one above it from which most of its scripts are found; of equals the
 * nearest with a mark of a project's top, else the file's own folder. The parent, where that folder is one machine's only.
 */
export function findProjectRoot(startupFile: string, scripts: readonly string[]): string {
  const folders = upwards(dirname(startupFile), '/').slice(0, 8);
  const found = (folder: string) =>
    scripts.filter((script) => !isAbsolute(script) && isFile(join(folder, script))).length;
  const counts = folders.map(found);
  const most = Math.max(...counts);
  const marked = (folder: string) => ROOT_MARKS.some((mark) => existsSync(join(folder, mark)));
  const candidates = most === 0 ? folders : folders.filter((_, index) => counts[index] === most);
  const root = candidates.find(marked) ?? (most === 0 ? dirname(startupFile) : candidates[0]!);
  return MACHINE_FOLDER.test(basename(root)) ? dirname(root) : root;
}
