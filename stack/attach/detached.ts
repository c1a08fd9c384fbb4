import { spawn } from 'node:child_process';
import { closeSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** How a program that outlives its starter is started. */
export interface DetachedProgram {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where its output goes; begun anew when it is large. */
  readonly log: string;
  /** Called when the process is there, long before it says a word. */
  readonly onSpawned?: (() => void) | undefined;
}

/**
 * What a program said on its ready pipe: `r` that it is ready, `b` that another one is in its place, `e` and why it could not start; nothing
 * when it ended without a word.
 */
export type FirstWord = string;

const READY_TIMEOUT_MS = 20_000;
const LARGEST_LOG_BYTES = 4 * 1024 * 1024;

/**
 * Starts a program in a session of its own, with nothing of ours but a pipe, and waits for its first words. `--ready-fd 3` is appended to the
 * command. Rejects when it cannot be started, or says nothing for 20 s; the message says which.
 */
export async function spawnDetached(detached: DetachedProgram): Promise<FirstWord> {
  const { command, cwd, environment, log, onSpawned } = detached;
  const [program, ...args] = command;
  const output = openLog(log);
  try {
    const child = spawn(program!, [...args, '--ready-fd', '3'], {
      cwd,
      env: environment,
      detached: true,
      stdio: ['ignore', output, output, 'pipe'],
      windowsHide: true,
    });
    child.unref();
    if (child.pid !== undefined) onSpawned?.();
    const ready = child.stdio[3] as Readable;
    return await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`it (pid ${child.pid}) said nothing for ${READY_TIMEOUT_MS / 1000} s`)),
        READY_TIMEOUT_MS,
      );
      let said = '';
      ready.setEncoding('utf8');
      ready.on('data', (text: string) => (said += text));
      ready.on('end', () => resolve(said));
      ready.on('error', () => resolve(said));
      child.once('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)));
      for (const event of ['end', 'error']) ready.once(event, () => clearTimeout(timer));
    }).finally(() => ready.destroy());
  } finally {
    closeSync(output);
  }
}

function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG_BYTES) truncateSync(path);
  return openSync(path, 'a', 0o600);
}

/** Says the first word to whoever started this program; nothing when it was started by hand, or the starter is gone. */
export function tellStarter(fd: number | null, text: FirstWord): void {
  if (fd === null) return;
  try {
    writeSync(fd, text);
    closeSync(fd);
  } catch {
    // The starter is gone, or has heard already.
  }
}

/** A full disk must not end a program that wants to write to its log. */
export function survivesFullDisk(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * Writes one line with its time to the program's log. Where there is no room, that line is lost; unlike with a stream, those that come once
 * there is room again are not.
 */
export function logLine(text: string): void {
  try {
    writeSync(1, `${new Date().toISOString()} ${text}\n`);
  } catch {
    // Nobody could be told anyway.
  }
}
