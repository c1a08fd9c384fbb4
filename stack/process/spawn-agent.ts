import { spawn } from 'node:child_process';
import { readProcess } from '../machine/process-table';
import type { ProcessIdentity } from './identity';

export interface SpawnRequest {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment, cookie included. */
  readonly environment: Readonly<Record<string, string>>;
  /** Descriptor of the log, opened for appending; it gets both outputs and stays open here. */
  readonly logFd: number;
}

export interface ExitStatus {
  /** Null when ended by a signal, and when nobody here was its parent. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnedAgent {
  readonly identity: ProcessIdentity;
  /** Settles when the main process has ended, whoever still holds its output. Never rejects. */
  readonly exited: Promise<ExitStatus>;
}

/**
 * Starts an agent in a session and process group of its own, with its output on a file: no pipe that would break or fill up when
 * the supervisor dies, and no terminal whose end would end the agent.
 *
 * Rejects with the system's error when the program cannot be started.
 */
export async function spawnAgent(request: SpawnRequest): Promise<SpawnedAgent> {
  const [program, ...args] = request.command;
  if (!program) throw new Error('there is no command to start');
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: request.environment,
    detached: true,
    stdio: ['ignore', request.logFd, request.logFd],
    windowsHide: true,
  });
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const { pid } = child;
  if (pid === undefined) {
    throw await new Promise<Error>((resolve) => child.once('error', resolve));
  }
  child.on('error', () => undefined); // a failed kill is reported by whoever sent it
  child.unref();
  // Node has not had a chance to reap the child yet, so that even one that ended at once still has its start time.
  const info = await readProcess(pid);
  return { identity: { pid, startTicks: info?.startTicks ?? 'unknown' }, exited };
}
