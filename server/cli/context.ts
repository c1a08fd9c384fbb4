import path from 'node:path';
import { createColors } from 'picocolors';
import { pathBelow } from '../documents/uri';
import { pathOfUri, uriOfPath } from '../host/node-file-system';

/** What a command may use of the process it runs in. Tests give their own. */
export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output goes to a terminal. */
  readonly isTerminal: boolean;
  /** Whether standard error goes to a terminal: where progress is shown. */
  readonly showsProgress: boolean;
  readonly color: boolean;
  stdout(text: string): void;
  stderr(text: string): void;
  readStdin(): Promise<Uint8Array>;
  /** Sets the exit code of the process; the highest one set wins. */
  exit(code: ExitCode): void;
}

export const ExitCode = {
  /** Nothing at or above the threshold. */
  clean: 0,
  /** Findings; or for other commands: what was asked for did not come about. */
  findings: 1,
  /** Misuse or a broken configuration. */
  misuse: 2,
  /** A fault of this program. */
  internal: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command with a message for its user and exit code 2. */
export class UsageError extends Error {}

export function processContext(): CliContext {
  const { env } = process;
  const isTerminal = process.stdout.isTTY === true;
  // https://no-color.org, https://force-color.org
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const color = (env['NO_COLOR'] ?? '') === '' && (forced || (isTerminal && env['TERM'] !== 'dumb'));
  return {
    cwd: process.cwd(),
    env,
    isTerminal,
    showsProgress: process.stderr.isTTY === true && env['TERM'] !== 'dumb' && env['CI'] === undefined,
    color,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    readStdin: readAll,
    exit: (code) => {
      process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
    },
  };
}

export function colorsOf(context: CliContext): ReturnType<typeof createColors> {
  return createColors(context.color);
}

/** A file as a user names it: relative to the working directory where it lies below, with forward slashes. */
export function displayPath(context: CliContext, uri: string): string {
  const below = pathBelow(uriOfPath(context.cwd), uri);
  if (below !== null) return below === '' ? '.' : below;
  const native = pathOfUri(uri);
  return native === null ? uri : path.relative(context.cwd, native).replaceAll('\\', '/');
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
