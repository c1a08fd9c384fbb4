import { existsSync, readFileSync } from 'node:fs';
import { findProgram } from '../../machine/find-program';
import { runCommand, type CommandResult } from '../../machine/run-command';

/** Driver calls can hang while a GPU resets; the launcher does not wait for that. */
const QUERY_TIMEOUT_MS = 10_000;
/** A process that hangs in the driver cannot even be killed: another one is not tried before this time is over. */
const AFTER_HANG_MS = 60_000;

/** Where the program lies when it is on nobody's path. */
const USUAL_PLACES: readonly string[] =
  process.platform === 'win32'
    ? ['C:\\Windows\\System32\\nvidia-smi.exe', 'C:\\Program Files\\NVIDIA Corporation\\NVSMI\\nvidia-smi.exe']
    : ['/usr/bin/nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi', '/opt/nvidia/bin/nvidia-smi'];

/** Runs nvidia-smi, one query at a time, and stops asking a driver that does not answer. */
export class NvidiaSmi {
  readonly #given: string | undefined;
  readonly #timeoutMs: number;
  #found: string | null = null;
  #hungUntil = -Infinity;
  #last: Promise<unknown> = Promise.resolve();

  /** `command` replaces `nvidia-smi`, e.g. by its full path. `timeoutMs` is for one answer; default 10 s. */
  constructor(command?: string, timeoutMs = QUERY_TIMEOUT_MS) {
    this.#given = command;
    this.#timeoutMs = timeoutMs;
  }

  /** The program as it is started. */
  get command(): string {
    return this.#given ?? this.#found ?? 'nvidia-smi';
  }

  /** Whether the last query was not answered in time, a moment ago. */
  get hangs(): boolean {
    return performance.now() < this.#hungUntil;
  }

  /** What it printed. `failure` is `ENOENT` where there is none, and `timeout` for a driver that does not answer. */
  query(args: readonly string[]): Promise<CommandResult> {
    const answer = this.#last.then(() => this.#query(args));
    this.#last = answer;
    return answer;
  }

  async #query(args: readonly string[]): Promise<CommandResult> {
    if (this.hangs) return { code: null, stdout: '', stderr: '', failure: 'timeout' };
    // Most machines have none: looking for it costs less than a process that finds nothing to run.
    this.#found ??= findProgram('nvidia-smi', process.env) ?? USUAL_PLACES.find((place) => existsSync(place)) ?? null;
    const command = this.#given ?? this.#found;
    if (command === null) return { code: null, stdout: '', stderr: '', failure: 'ENOENT' };
    const result = await runCommand(command, args, { timeoutMs: this.#timeoutMs });
    if (result.failure === 'timeout') this.#hungUntil = performance.now() + AFTER_HANG_MS;
    return result;
  }
}

/** The version of the kernel's driver where it is loaded: containers may have it without the program. Linux only. */
export function loadedDriver(procRoot = '/proc'): string | null {
  try {
    const text = readFileSync(`${procRoot}/driver/nvidia/version`, 'utf8');
    return /Kernel Module.*?\s(\d+(?:\.\d+)+)\s/.exec(text)?.[1] ?? 'unknown version';
  } catch {
    return null;
  }
}
