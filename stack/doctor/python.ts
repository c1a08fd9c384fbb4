import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { runCommand } from '../machine/run-command';
import { findProgram } from '../machine/find-program';
import { note, ok, problem, type Examination } from './examination';

const OLDEST = [3, 8] as const;

/** An interpreter, and the projects whose agents it runs. */
export interface InterpreterUse {
  /** A path, or a name to be found on the PATH. */
  readonly program: string;
  readonly projectRoot: string;
}

/** Asks each interpreter for its version, and looks at what its virtual environment says of itself. */
export async function examinePythons(
  uses: readonly InterpreterUse[],
  environment: NodeJS.ProcessEnv,
): Promise<Examination[]> {
  const distinct = [...new Map(uses.map((use) => [use.program, use])).values()];
  const subject = (use: InterpreterUse) =>
    distinct.length === 1 ? 'Python' : `Python of ${basename(use.projectRoot)}`;
  return Promise.all(distinct.map((use) => examinePython(subject(use), use, environment)));
}

async function examinePython(
  subject: string,
  { program, projectRoot }: InterpreterUse,
  environment: NodeJS.ProcessEnv,
): Promise<Examination> {
  if (!isAbsolute(program) && findProgram(program, environment) === null) {
    const remedy = 'Install Python 3, or create a virtual environment in .venv, if agents here are written in Python.';
    return problem(subject, 'not found', remedy);
  }
  const broken = brokenVirtualEnvironment(program);
  if (broken) return problem(subject, broken, `Create it anew: python3 -m venv --clear ${venvOf(program)}`);
  const { stdout, stderr, code, failure } = await runCommand(program, ['--version'], { timeoutMs: 10_000 });
  const version = /(\d+)\.(\d+)\S*/.exec(stdout || stderr);
  if (code !== 0 || !version) {
    const finding = `${program} cannot be run: ${failure ?? stderr.trim()}`;
    return problem(subject, finding, 'Repair or reinstall that interpreter.');
  }
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const finding = `${version[0]} (${program})`;
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return problem(subject, finding, `Install Python ${OLDEST.join('.')} or newer.`);
  const wanted = pinnedVersion(projectRoot);
  if (wanted && !`${version[0]}.`.startsWith(`${wanted}.`)) {
    const remedy = `Create the virtual environment with Python ${wanted}, or correct .python-version.`;
    return note(subject, `${finding}, while .python-version asks for ${wanted}`, remedy);
  }
  return ok(subject, finding);
}

function venvOf(program: string): string {
  return dirname(dirname(program));
}

/** A virtual environment points to the interpreter it was made with, which an upgrade of the system takes away. */
function brokenVirtualEnvironment(program: string): string | null {
  const home = /^home\s*=\s*(.+)$/m.exec(readText(join(venvOf(program), 'pyvenv.cfg')) ?? '')?.[1]?.trim();
  return home && !existsSync(home)
    ? `the virtual environment ${venvOf(program)} was made with ${home}, which is gone`
    : null;
}

/** `3.11` or `3.11.4` where the project pins one plain version. */
function pinnedVersion(projectRoot: string): string | null {
  return /^\s*(\d+(?:\.\d+)+)\s*$/.exec(readText(join(projectRoot, '.python-version')) ?? '')?.[1] ?? null;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
