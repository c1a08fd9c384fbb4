import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { withoutCookies } from '../process/cookie';
import type { StackPaths } from '../rendezvous/stack-paths';
import { SupervisorNotStarted } from './errors';

/** Program and first arguments that start a supervisor; the startup file and options are appended. */
export interface SupervisorCommand {
  readonly command: readonly string[];
  /** Working directory; the stack's state directory when absent. */
  readonly cwd?: string;
}

const READY_TIMEOUT_MS = 20_000;
const LARGEST_LOG_BYTES = 4 * 1024 * 1024;

/** The bundle beside this one; the sources, when running from them. */
export function defaultSupervisorCommand(): SupervisorCommand {
  const bundle = join(__dirname, 'supervisor.js');
  if (existsSync(bundle)) return { command: [process.execPath, bundle] };
  const root = join(__dirname, '..', '..');
  return { command: [process.execPath, '--import', 'tsx', join(root, 'stack', 'supervisor', 'main.ts')], cwd: root };
}

export interface SpawnSupervisorOptions {
  readonly command?: SupervisorCommand | undefined;
  readonly projectRoot?: string | undefined;
  /** What agents will inherit. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Starts a supervisor in a session of its own, with nothing of ours but a pipe, and waits for its first byte. Resolves `busy` when it
 * found another one in its place. Rejects with {@link SupervisorNotStarted}.
 */
export async function spawnSupervisor(paths: StackPaths, options: SpawnSupervisorOptions): Promise<'ready' | 'busy'> {
  const { command, cwd = paths.stateDirectory } = options.command ?? defaultSupervisorCommand();
  const [program, ...first] = command;
  const root = options.projectRoot === undefined ? [] : ['--project-root', options.projectRoot];
  const output = openLog(paths.supervisorLog);
  try {
    const child = spawn(program!, [...first, paths.file, ...root, '--ready-fd', '3'], {
      cwd,
      env: supervisorEnvironment(options.environment),
      detached: true,
      stdio: ['ignore', output, output, 'pipe'],
      windowsHide: true,
    });
    child.unref();
    const ready = child.stdio[3] as Readable;
    const word = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(
            new SupervisorNotStarted(
              `the supervisor (pid ${child.pid}) said nothing for 20 s; see ${paths.supervisorLog}`,
            ),
          ),
        READY_TIMEOUT_MS,
      );
      let said = '';
      ready.setEncoding('utf8');
      ready.on('data', (text: string) => (said += text));
      ready.on('end', () => resolve(said));
      ready.on('error', () => resolve(said));
      child.once('error', (error) =>
        reject(new SupervisorNotStarted(`${program} cannot be started: ${error.message}`)),
      );
      for (const event of ['end', 'error']) ready.once(event, () => clearTimeout(timer));
    }).finally(() => ready.destroy());
    if (word === 'r') return 'ready';
    if (word === 'b') return 'busy';
    const why = word.startsWith('e') ? word.slice(1) : 'it ended at once';
    throw new SupervisorNotStarted(`the supervisor did not start: ${why}; see ${paths.supervisorLog}`);
  } finally {
    closeSync(output);
  }
}

function openLog(path: string): number {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG_BYTES) truncateSync(path);
  return openSync(path, 'a', 0o600);
}

/** An editor's Node is its Electron told to behave as one, and its debugger must not wait in the supervisor. */
function supervisorEnvironment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment = withoutCookies(base);
  if (process.versions['electron']) environment['ELECTRON_RUN_AS_NODE'] = '1';
  if (/inspect|vscode|js-debug/.test(environment['NODE_OPTIONS'] ?? '')) delete environment['NODE_OPTIONS'];
  return environment;
}
