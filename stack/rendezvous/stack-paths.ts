import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Where a supervisor and its clients meet, and where it keeps what must outlive it. */
export interface StackPaths {
  /** Real path of the startup file. */
  readonly file: string;
  /** 16 hexadecimal digits: a hash of the real path and the user. */
  readonly stackId: string;
  /** Unix socket, or the name of a pipe on Windows. */
  readonly socket: string;
  /** Directory (0700) of the socket and the locks; gone after a reboot. */
  readonly runtimeDirectory: string;
  /** Held while a client starts the supervisor. */
  readonly startLock: string;
  /** Held by the supervisor as long as it lives. */
  readonly supervisorLock: string;
  /** Directory (0700) of the state, the logs and the supervisor's own log. */
  readonly stateDirectory: string;
  readonly stateFile: string;
  readonly logDirectory: string;
  readonly supervisorLog: string;
}

/** The system's limit on the path of a socket is 104 to 108 bytes; a longer one is cut off silently by some. */
const LONGEST_SOCKET_PATH = 100;
/** What comes behind the root: the identity, `s`, and for an instant the supervisor's pid. */
const TAIL_BYTES = 28;

/** Sets both directories at once, for tests and for machines whose usual places cannot be written. */
export const HOME_VARIABLE = 'AGENT_PREFLIGHT_HOME';

/**
 * The places that belong to a startup file. The same for every spelling of the file's path, and as far as possible for every
 * environment the caller was started from: an editor, a terminal and a cron job must find the same supervisor.
 *
 * A file that is gone still has its places, so that what was started from it can be stopped; throws the system's error (`ENOENT`)
 * when its folder is gone as well.
 */
export function stackPaths(startupFile: string, environment: NodeJS.ProcessEnv = process.env): StackPaths {
  const file = realPath(resolve(startupFile));
  const stackId = createHash('sha256').update(`${userId()}\0${file}`).digest('hex').slice(0, 16);
  return { file, ...stackPlaces(stackId, environment) };
}

/** Below these two lies everything of this user's: `<root>/<stack id>/…` for each stack. */
export interface UserRoots {
  readonly runtime: string;
  readonly state: string;
}

export function userRoots(environment: NodeJS.ProcessEnv = process.env): UserRoots {
  const user = userId();
  return { runtime: runtimeRoot(environment, user), state: stateRoot(environment, user) };
}

/** The places of a stack whose identity is known and whose startup file is not. */
export function stackPlaces(stackId: string, environment: NodeJS.ProcessEnv = process.env): Omit<StackPaths, 'file'> {
  const roots = userRoots(environment);
  const runtimeDirectory = join(roots.runtime, stackId);
  const stateDirectory = join(roots.state, stackId);
  return {
    stackId,
    socket: process.platform === 'win32' ? `\\\\.\\pipe\\agent-preflight-${stackId}` : join(runtimeDirectory, 's'),
    runtimeDirectory,
    startLock: join(runtimeDirectory, 'starting'),
    supervisorLock: join(runtimeDirectory, 'supervisor'),
    stateDirectory,
    stateFile: join(stateDirectory, 'state.json'),
    logDirectory: join(stateDirectory, 'logs'),
    supervisorLog: join(stateDirectory, 'supervisor.log'),
  };
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return join(realpathSync.native(dirname(path)), basename(path));
  }
}

function userId(): string {
  return process.getuid ? String(process.getuid()) : userInfo().username;
}

function runtimeRoot(environment: NodeJS.ProcessEnv, user: string): string {
  const tail = 'agent-preflight';
  const candidates = [
    environment[HOME_VARIABLE] && join(environment[HOME_VARIABLE], 'run'),
    environment['XDG_RUNTIME_DIR'] && join(environment['XDG_RUNTIME_DIR'], tail),
    // Programs started outside of a login session lack the variable, but the directory is there all the same.
    process.platform === 'linux' && isOwnDirectory(`/run/user/${user}`) && join(`/run/user/${user}`, tail),
    process.platform === 'win32' && environment['LOCALAPPDATA'] && join(environment['LOCALAPPDATA'], tail, 'run'),
  ];
  const fits = (root: string) =>
    process.platform === 'win32' || Buffer.byteLength(root) + TAIL_BYTES <= LONGEST_SOCKET_PATH;
  return candidates.find((root): root is string => !!root && fits(root)) ?? shared(`${tail}-${user}`);
}

/** `/tmp` and not `TMPDIR` where there is one: the latter differs between a terminal, an editor and a service. */
function shared(name: string): string {
  return process.platform === 'win32' ? join(tmpdir(), name) : join('/tmp', name);
}

function stateRoot(environment: NodeJS.ProcessEnv, user: string): string {
  const tail = 'agent-preflight';
  if (environment[HOME_VARIABLE]) return join(environment[HOME_VARIABLE], 'state');
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? homedir(), tail, 'state');
  if (environment['XDG_STATE_HOME']) return join(environment['XDG_STATE_HOME'], tail);
  const home = environment['HOME'] ?? homedir();
  return isOwnDirectory(home) ? join(home, '.local', 'state', tail) : shared(`${tail}-${user}-state`);
}

function isOwnDirectory(path: string): boolean {
  try {
    const found = statSync(path);
    return found.isDirectory() && found.uid === process.getuid?.();
  } catch {
    return false;
  }
}
