import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withoutCookies } from '../process/cookie';
import { FRUGAL_OPTIONS, frugalEnvironment } from '../process/frugal-memory';
import type { StackPaths } from '../rendezvous/stack-paths';
import { spawnDetached } from './detached';
import { SupervisorNotStarted } from './errors';

/** Program and first arguments that start a supervisor; the startup file and options are appended. */
export interface SupervisorCommand {
  readonly command: readonly string[];
  /** Working directory; the stack's state directory when absent. */
  readonly cwd?: string;
}

/** The bundle beside this one; the sources, when running from them. */
export function defaultSupervisorCommand(): SupervisorCommand {
  const bundle = join(__dirname, 'supervisor.js');
  if (existsSync(bundle)) return { command: [process.execPath, ...FRUGAL_OPTIONS, bundle] };
  const root = join(__dirname, '..', '..');
  return { command: [process.execPath, '--import', 'tsx', join(root, 'stack', 'supervisor', 'main.ts')], cwd: root };
}

export interface SpawnSupervisorOptions {
  readonly command?: SupervisorCommand | undefined;
  readonly projectRoot?: string | undefined;
  /** What agents will inherit. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onSpawned?: (() => void) | undefined;
}

/**
 * Starts a supervisor in a session of its own, with nothing of ours but a pipe, and waits for its first byte. Resolves `busy` when it
 * found another one in its place. Rejects with {@link SupervisorNotStarted}.
 */
export async function spawnSupervisor(paths: StackPaths, options: SpawnSupervisorOptions): Promise<'ready' | 'busy'> {
  const { command, cwd = paths.stateDirectory } = options.command ?? defaultSupervisorCommand();
  const root = options.projectRoot === undefined ? [] : ['--project-root', options.projectRoot];
  const word = await spawnDetached({
    command: [...command, paths.file, ...root],
    cwd,
    environment: supervisorEnvironment(options.environment),
    log: paths.supervisorLog,
    onSpawned: options.onSpawned,
  }).catch((error: Error) => `e${error.message}`);
  if (word === 'r') return 'ready';
  if (word === 'b') return 'busy';
  const why = word.startsWith('e') ? word.slice(1) : 'it ended at once';
  throw new SupervisorNotStarted(`the supervisor did not start: ${why}; see ${paths.supervisorLog}`);
}

/** An editor's Node is its Electron told to behave as one, and its debugger must not wait in the supervisor. */
function supervisorEnvironment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment = frugalEnvironment(withoutCookies(base));
  if (process.versions['electron']) environment['ELECTRON_RUN_AS_NODE'] = '1';
  if (/inspect|vscode|js-debug/.test(environment['NODE_OPTIONS'] ?? '')) delete environment['NODE_OPTIONS'];
  return environment;
}
