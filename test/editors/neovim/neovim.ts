import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NeovimSession {
  /** Absolute path of the file to edit. */
  readonly file: string;
  /** The workspace folder to announce to the server. */
  readonly root: string;
  /** Neovim's file type. */
  readonly language: string;
  /** How the server is started: program and arguments. */
  readonly command: readonly string[];
  /** Code of the diagnostic to wait for and to fix. */
  readonly code: string;
  /** Lua pattern for the title of the code action. */
  readonly action: string;
}

export interface NeovimDiagnostic {
  readonly code: string;
  readonly source: string;
  readonly message: string;
  /** LSP's: 1 is an error, 4 a hint. */
  readonly severity: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in bytes. */
  readonly column: number;
}

export interface NeovimOutcome {
  readonly diagnostics: readonly NeovimDiagnostic[];
  /** The titles of the code actions that were offered. */
  readonly menu: readonly string[];
  readonly chosen: string;
  /** What was left after the code action. */
  readonly remaining: readonly NeovimDiagnostic[];
}

/** Edits a file in headless Neovim: waits for the diagnostic, applies the code action and saves. */
export async function runNeovim(session: NeovimSession): Promise<NeovimOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'apf-nvim-'));
  try {
    const input = join(folder, 'input.json');
    const output = join(folder, 'output.json');
    await writeFile(input, JSON.stringify(session));
    const said = await nvim(folder, { SESSION_INPUT: input, SESSION_OUTPUT: output });
    const outcome = JSON.parse(await readFile(output, 'utf8').catch(() => '{}')) as NeovimOutcome & { error?: string };
    if (outcome.error || !outcome.diagnostics) {
      const log = await readFile(join(folder, 'state', 'nvim', 'lsp.log'), 'utf8').catch(() => '');
      throw new Error(
        `${outcome.error ?? 'Neovim ended early'}\n${said}\n${JSON.stringify(outcome, undefined, 2)}\n${log}`,
      );
    }
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what Neovim printed */
function nvim(folder: string, environment: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('nvim', ['--headless', '--clean', '-n', '-c', `luafile ${join(__dirname, 'session.lua')}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
      killSignal: 'SIGKILL',
      env: {
        ...process.env,
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
