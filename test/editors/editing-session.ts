import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What somebody does in an editor: wait for a diagnostic, choose a code action by its title, save. */
export interface EditingSession {
  /** Absolute path of the file to edit. */
  readonly file: string;
  /** The workspace folder to announce to the server. */
  readonly root: string;
  /** The language's name, as the protocol has it. */
  readonly language: string;
  /** How the server is started: program and arguments. */
  readonly command: readonly string[];
  /** Code of the diagnostic to wait for and to fix. */
  readonly code: string;
  /** The title of the code action matches this, in the editor's own kind of pattern; `^` and letters mean the same in all. */
  readonly action: string;
}

export interface ShownDiagnostic {
  readonly code: string;
  readonly source: string;
  readonly message: string;
  /** LSP's: 1 is an error, 4 a hint. */
  readonly severity: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in the editor's own units. */
  readonly column: number;
}

export interface SessionOutcome {
  readonly diagnostics: readonly ShownDiagnostic[];
  /** The titles of the code actions that were offered. */
  readonly menu: readonly string[];
  readonly chosen: string;
  /** What was left after the code action. */
  readonly remaining: readonly ShownDiagnostic[];
}

/** An editor that runs a script without a screen. */
export interface Editor {
  readonly program: string;
  /** Arguments that run its script, which reads `$SESSION_INPUT` and writes `$SESSION_OUTPUT`. */
  readonly args: readonly string[];
  /** What else may tell why a session failed, relative to the folder it was given for its own files. */
  readonly log?: string;
}

/** Runs a session in an editor with nothing of the user's own. Rejects with what the editor said when it did not come to its end. */
export async function runSession(editor: Editor, session: EditingSession): Promise<SessionOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'apf-editor-'));
  try {
    const input = join(folder, 'input.json');
    const output = join(folder, 'output.json');
    await writeFile(input, JSON.stringify(session));
    const said = await runEditor(editor, folder, { SESSION_INPUT: input, SESSION_OUTPUT: output });
    const outcome = JSON.parse(await readFile(output, 'utf8').catch(() => '{}')) as SessionOutcome & { error?: string };
    if (outcome.error || !outcome.diagnostics) {
      const log = editor.log ? await readFile(join(folder, editor.log), 'utf8').catch(() => '') : '';
      const why = outcome.error ?? `${editor.program} ended early`;
      throw new Error(`${why}\n${said}\n${JSON.stringify(outcome, undefined, 2)}\n${log}`);
    }
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what the editor printed */
function runEditor({ program, args }: Editor, folder: string, environment: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
      killSignal: 'SIGKILL',
      env: {
        ...process.env,
        HOME: folder,
        XDG_STATE_HOME: join(folder, 'state'),
        XDG_CACHE_HOME: join(folder, 'state'),
        XDG_DATA_HOME: join(folder, 'data'),
        XDG_CONFIG_HOME: join(folder, 'config'),
        ...environment,
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', () => resolve(said));
  });
}
