/** Exit codes every command keeps to. */
export const ExitCode = {
  /** Nothing at or above the threshold; done. */
  ok: 0,
  /** Findings; preflight refused; an agent is not healthy. */
  findings: 1,
  /** Misuse of the command line, or a configuration that cannot be read. */
  misuse: 2,
  /** A fault of this program. */
  internal: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Everything a command may know of the process it runs in, so that tests can run it in theirs. */
export interface CliContext {
  /** Writes as given: the caller ends lines itself. */
  stdout(text: string): void;
  stderr(text: string): void;
  /** Absolute path. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Whether colours are wanted on standard output (`NO_COLOR`, `FORCE_COLOR` and the terminal have been considered). */
  readonly color: boolean;
  /** Whether standard output is a terminal, so that lines can be rewritten. */
  readonly isTerminal: boolean;
  /** Aborted when the user presses Ctrl-C or asks the process to end; a second time ends the process at once. */
  readonly interrupted: AbortSignal;
  /** The code to exit with; the last word counts. Commands that say nothing exit with 0. */
  setExitCode(code: ExitCode): void;
}

/** Thrown by a command for the user's own mistakes: printed as one line, exit code 2. */
export class UsageError extends Error {}
