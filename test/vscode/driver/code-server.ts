import { spawn, type ChildProcess } from 'node:child_process';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installCodeServer } from './code-server-install';
import { until } from './until';

const run = promisify(execFile);

export interface CodeServerOptions {
  /** Written to the user's settings.json, over the defaults below. */
  readonly settings?: Record<string, unknown>;
  /** Leaves Workspace Trust on, as users have it: every new folder is untrusted until somebody says otherwise. */
  readonly workspaceTrust?: boolean;
  /** Added to the environment of the server, of its extension hosts, and so of what extensions start. */
  readonly environment?: Record<string, string>;
  /** File for the server's output. */
  readonly log: string;
}

/** No greetings, no experiments, nothing that asks or moves by itself. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'files.simpleDialog.enable': true,
  'window.confirmBeforeClose': 'never',
};

/** VS Code's server with user data, extensions and a runtime directory of its own. */
export class CodeServer {
  private constructor(
    /** Such as `http://127.0.0.1:41234`. */
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly home: string,
    private readonly program: string,
  ) {}

  static async start(options: CodeServerOptions): Promise<CodeServer> {
    const packageFolder = await installCodeServer();
    // A short path: sockets in it have to stay under 100 bytes.
    const home = await mkdtemp(join(tmpdir(), 'apf-'));
    const userData = join(home, 'data');
    await mkdir(join(userData, 'User'), { recursive: true });
    await mkdir(join(home, 'run'), { mode: 0o700 });
    await writeFile(join(home, 'config.yaml'), '');
    await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...options.settings }));

    const program = join(packageFolder, 'out', 'node', 'entry.js');
    const args = [
      ...['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--config', join(home, 'config.yaml')],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...['--user-data-dir', userData, '--extensions-dir', join(home, 'extensions')],
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ];
    // A process group of its own, so that extension hosts end with it whatever happens.
    const child = spawn(process.execPath, [program, ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environmentWithoutEditor(),
        XDG_RUNTIME_DIR: join(home, 'run'),
        // No marketplace: a test talks to this machine only.
        EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }),
        ...options.environment,
      },
    });
    const end = () => killGroup(child);
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));

    const log = createWriteStream(options.log);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(log, { end: false });
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += output.length < 100_000 ? chunk : ''));
    }
    try {
      const url = await until(
        () => `code-server to listen; it said:\n${output}`,
        () => {
          if (child.exitCode !== null) throw new Error(`it ended with status ${child.exitCode}`);
          return /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
        },
        60_000,
      );
      await until('code-server to be healthy', async () => (await fetch(`${url}/healthz`)).ok);
      return new CodeServer(url, child, home, program);
    } catch (error) {
      killGroup(child);
      throw error;
    }
  }

  /** What `code --install-extension` does; the workbench sees the extension when it is opened after this. */
  async installExtension(vsix: string): Promise<void> {
    await run(process.execPath, [
      this.program,
      ...['--config', join(this.home, 'config.yaml'), '--user-data-dir', join(this.home, 'data')],
      ...['--extensions-dir', join(this.home, 'extensions'), '--install-extension', vsix],
    ]);
  }

  /**
   * When VS Code began to activate an extension, by the logs of its extension hosts.
   *
   * @param since only what happened after this counts; both in milliseconds since the epoch
   */
  async activation(extension: string, since: number): Promise<number | undefined> {
    const logs = join(this.home, 'data', 'logs');
    const files = (await readdir(logs, { recursive: true })).filter((name) => name.endsWith('remoteexthost.log'));
    const texts = await Promise.all(files.map((name) => readFile(join(logs, name), 'utf8')));
    const began = new RegExp(`^(\\S+ \\S+) \\[info\\] ExtensionService#_doActivateExtension ${extension},`, 'gm');
    const moments = texts.flatMap((text) => [...text.matchAll(began)].map(([, moment = '']) => Date.parse(moment)));
    return moments.filter((moment) => moment >= since).sort((a, b) => a - b)[0];
  }

  async stop(): Promise<void> {
    killGroup(this.child, 'SIGTERM');
    const ended = () => this.child.exitCode !== null || this.child.signalCode !== null;
    await until('code-server to end', ended, 5_000).catch(() => undefined);
    killGroup(this.child);
    await rm(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** A test run inside VS Code's own terminal must not make the new server talk to that editor. */
function environmentWithoutEditor(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
