import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { runCommand } from '../machine/run-command';
import { hasShebang } from '../machine/shebang';
import { pyenvTarget, type ShimTarget } from './pyenv';

/** Asks a shim what it starts; null when it does not tell. */
export type AskShim = (
  shim: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
) => Promise<Answer | null>;

/** What Python saw when it was started through the shim. */
export interface Answer {
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the shim changed; null for what it removed. */
type Changes = ReadonlyMap<string, string | null>;

interface Known {
  readonly askedAt: number;
  readonly answer: Promise<{ readonly program: string; readonly changes: Changes } | null>;
}

const TIMEOUT_MS = 5_000;
/** What was asked this short a time ago, in milliseconds, holds for a start that is asked for now. */
const FRESH_MS = 10_000;
const PYTHON = /^python[\d.]*$/;
/** Isolated, so that nothing of the workspace is run. */
const PROGRAM = 'import json, os, sys; print(json.dumps({"program": sys.executable, "environment": dict(os.environ)}))';

/** By these pyenv, asdf, mise and their like decide which Python it is. */
const DECISIVE = /^(?:PATH|HOME|VIRTUAL_ENV|(?:PYENV|ASDF|MISE|RTX|CONDA)_\w+)$/;
/** What a shell and an interpreter leave in the environment of whatever they start. */
const TRACES = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'LC_CTYPE']);

/**
 * Starts what shims stand for. With pyenv, asdf or mise, the `python3` on the PATH is a script that finds out the version each time it is run, which
 * takes longer than Python itself needs to start. What it would find is found out once per start of a stack, and restarts after a crash get the same
 * Python.
 */
export class Shims {
  readonly #ask: AskShim;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(now: () => number, ask: AskShim = askShim) {
    this.#now = now;
    this.#ask = ask;
  }

  /**
   * What to start instead of `program`, an absolute path, in this folder and environment. Null where it is no shim of Python, or one that
   * does not answer; then it is started itself. Never rejects.
   */
  async targetOf(
    program: string,
    cwd: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<ShimTarget | null> {
    if (!isShim(program)) return null;
    const decisive = Object.entries(environment).filter(([name]) => DECISIVE.test(name));
    const key = JSON.stringify([program, cwd, decisive.sort()]);
    const known = this.#known.get(key) ?? { askedAt: this.#now(), answer: this.#learn(program, cwd, environment) };
    this.#known.set(key, known);
    const learnt = await known.answer;
    return learnt && { program: learnt.program, environment: changed(environment, learnt.changes) };
  }

  /** Before a start that somebody asks for: another version may have been chosen since. */
  forgetOld(): void {
    for (const [key, { askedAt }] of this.#known) if (this.#now() - askedAt > FRESH_MS) this.#known.delete(key);
  }

  async #learn(program: string, cwd: string, environment: Readonly<Record<string, string>>) {
    const answer = pyenvTarget(program, cwd, environment) ?? (await this.#ask(program, cwd, environment));
    if (!answer || answer.program === program) return null;
    return { program: answer.program, changes: changesBetween(environment, answer.environment) };
  }
}

/** A Python that is a script, or a link to a program of another name. */
function isShim(program: string): boolean {
  if (process.platform === 'win32' || !PYTHON.test(basename(program))) return false;
  try {
    return !PYTHON.test(basename(realpathSync(program))) || hasShebang(program);
  } catch {
    return false; // starting it will say why
  }
}

async function askShim(
  shim: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Answer | null> {
  const result = await runCommand(shim, ['-I', '-S', '-c', PROGRAM], { cwd, env: environment, timeoutMs: TIMEOUT_MS });
  if (result.code !== 0) return null;
  try {
    const { program, environment: seen } = JSON.parse(result.stdout) as Partial<Answer>;
    return program && seen ? { program, environment: seen } : null;
  } catch {
    return null;
  }
}

function changesBetween(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Changes {
  const changes = new Map<string, string | null>();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!TRACES.has(name) && before[name] !== after[name]) changes.set(name, after[name] ?? null);
  }
  return changes;
}

function changed(environment: Readonly<Record<string, string>>, changes: Changes): Record<string, string> {
  const entries = Object.entries({ ...environment, ...Object.fromEntries(changes) });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
