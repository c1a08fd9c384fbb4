import { execFile } from 'node:child_process';

/** What a short helper command printed. `code` is null when it could not be started or was ended by the time limit. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The system's reason when the command did not run to its end, e.g. `ENOENT`, `timeout`. */
  readonly failure: string | null;
}

/** What a process gets to end after SIGKILL before it is given up. */
const KILL_GRACE_MS = 500;

/**
 * Runs a helper such as `ps` or `nvidia-smi` without a shell and never throws. Output beyond 16 MiB and time beyond
 * `timeoutMs` (default 5000) end it.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { timeoutMs?: number; input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((settle) => {
    const limits = { timeout: options.timeoutMs ?? 5000, maxBuffer: 16 << 20, killSignal: 'SIGKILL' as const };
    const resolve = (result: CommandResult) => {
      clearTimeout(giveUp);
      settle(result);
    };
    const child = execFile(
      file,
      [...args],
      { ...limits, cwd: options.cwd, env: options.env, encoding: 'utf8', windowsHide: true },
      (error, stdout, stderr) => {
        if (!error) return resolve({ code: 0, stdout, stderr, failure: null });
        if (typeof error.code === 'number') return resolve({ code: error.code, stdout, stderr, failure: null });
        const failure = error.killed ? 'timeout' : (error.code ?? error.signal ?? error.message);
        resolve({ code: null, stdout, stderr, failure });
      },
    );
    // A process that hangs in the kernel (a driver, a dead network drive) survives SIGKILL; it is left to itself.
    const giveUp = setTimeout(() => {
      child.unref();
      resolve({ code: null, stdout: '', stderr: '', failure: 'timeout' });
    }, limits.timeout + KILL_GRACE_MS);
    child.stdin?.on('error', () => undefined); // a helper that ends before it has read its input is no fault of ours
    child.stdin?.end(options.input ?? '');
  });
}
