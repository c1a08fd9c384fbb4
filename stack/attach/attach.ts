import { existsSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { ErrorCodes as JsonRpcErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { systemClock } from '../process/clock';
import { ErrorCodes, PROTOCOL_VERSION, type HelloParams } from '../protocol/messages';
import { lockHolder, tryLock } from '../rendezvous/lock';
import { ensurePrivateDirectory } from '../rendezvous/private-directory';
import { stackPaths, type StackPaths } from '../rendezvous/stack-paths';
import { hasLivingAgents, readState } from '../rendezvous/state-file';
import { ProtocolMismatch, SupervisorNotStarted, SupervisorUnresponsive } from './errors';
import { spawnSupervisor, type SupervisorCommand } from './spawn-supervisor';
import { StackConnection } from './stack-connection';

export interface AttachOptions {
  /** Who is calling, for the supervisor's log: `cli`, `vscode`, … */
  readonly client: string;
  /** `stop-on-disconnect`: the stack ends with this connection. */
  readonly lease?: HelloParams['lease'];
  /** Milliseconds the stack outlives the last connection with the lease. Default 0. */
  readonly leaseGraceMs?: number;
  /** Where agents are started and scripts are looked for; found from the startup file when absent. */
  readonly projectRoot?: string;
  /** The environment agents inherit, should a supervisor have to be started. This process's own when absent. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Called when the process of a supervisor has been started, long before it answers. */
  readonly onSpawned?: (() => void) | undefined;
  /** How a supervisor is started, for tests. */
  readonly supervisor?: SupervisorCommand;
}

const HELLO_TIMEOUT_MS = 10_000;
const RENDEZVOUS_TIMEOUT_MS = 30_000;
/** How JSON-RPC says that the other side went away before a message was written, or before it was answered. */
const CONNECTION_ENDED = new Set<number>([
  JsonRpcErrorCodes.PendingResponseRejected,
  JsonRpcErrorCodes.MessageWriteError,
]);

const NOBODY_THERE = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ECONNRESET', 'EPIPE']);

/**
 * Connects to the supervisor of a startup file. Null when there is none and nothing of the stack runs; when agents still run but their
 * supervisor was killed, a new one is started, which takes them over.
 *
 * Rejects with {@link SupervisorUnresponsive}, {@link ProtocolMismatch} or {@link SupervisorNotStarted}.
 */
export async function attach(startupFile: string, options: AttachOptions): Promise<StackConnection | null> {
  const environment = options.environment ?? process.env;
  const paths = stackPaths(startupFile, environment);
  const deadline = performance.now() + RENDEZVOUS_TIMEOUT_MS;
  for (;;) {
    const found = await connectTo(paths, options);
    if (found) return found;
    if (!(await lockHolder(paths.supervisorLock)) || performance.now() > deadline) break;
    await systemClock.sleep(25); // it is coming up, or going
  }
  const state = await readState(paths.stateFile);
  return state && (await hasLivingAgents(state)) ? attachOrStart(startupFile, options) : null;
}

/**
 * Connects to the supervisor of a startup file and starts one if there is none. However many do this at once, they all end up with the
 * same one. Starts no agent. Rejects as {@link attach} does.
 */
export async function attachOrStart(startupFile: string, options: AttachOptions): Promise<StackConnection> {
  const environment = options.environment ?? process.env;
  const paths = stackPaths(startupFile, environment);
  const deadline = performance.now() + RENDEZVOUS_TIMEOUT_MS;
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 250)) {
    const found = await connectTo(paths, options);
    if (found) return found;
    if (!existsSync(paths.file) && !existsSync(paths.stateFile)) {
      throw new SupervisorNotStarted(`there is no startup file ${paths.file}`);
    }
    await ensurePrivateDirectory(paths.runtimeDirectory);
    await ensurePrivateDirectory(paths.stateDirectory);
    const attempt = await tryLock(paths.startLock);
    if (attempt.acquired) {
      try {
        // Whoever held the lock before may just have started it.
        const other = await connectTo(paths, options);
        if (other) return other;
        const { supervisor: command, projectRoot, onSpawned } = options;
        if (!(await lockHolder(paths.supervisorLock)))
          await spawnSupervisor(paths, { command, projectRoot, environment, onSpawned });
        const started = await connectTo(paths, options);
        if (started) return started;
      } finally {
        await attempt.lock.release();
      }
    }
    if (performance.now() > deadline) throw await unresponsive(paths);
    await systemClock.sleep(pause * (0.5 + Math.random()));
  }
}

/** Null when nobody listens. */
async function connectTo(paths: StackPaths, options: AttachOptions): Promise<StackConnection | null> {
  const socket = await connectSocket(paths.socket);
  if (!socket) return null;
  const params: HelloParams = {
    protocolVersion: PROTOCOL_VERSION,
    client: options.client,
    clientPid: process.pid,
    ...(options.lease ? { lease: options.lease } : {}),
    ...(options.leaseGraceMs ? { leaseGraceMs: options.leaseGraceMs } : {}),
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, HELLO_TIMEOUT_MS, 'late')));
  try {
    const opened = await Promise.race([StackConnection.open(socket, params), late]);
    if (opened !== 'late') return opened;
  } catch (error) {
    socket.destroy();
    if (error instanceof ResponseError && error.code === ErrorCodes.protocolMismatch) {
      throw new ProtocolMismatch(error.message);
    }
    const refused = error instanceof ResponseError && !CONNECTION_ENDED.has(error.code);
    if (refused || !(isNobodyThere(error) || error instanceof ResponseError)) throw error;
    return null; // it ended while we were being greeted
  } finally {
    clearTimeout(timer);
  }
  socket.destroy();
  throw await unresponsive(paths);
}

/** Null when nobody listens there. */
export function connectSocket(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', (error) => (isNobodyThere(error) ? resolve(null) : reject(error)));
  });
}

function isNobodyThere(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NOBODY_THERE.has(code);
}

async function unresponsive(paths: StackPaths): Promise<SupervisorUnresponsive> {
  const holder = await lockHolder(paths.supervisorLock);
  const who = holder ? `the supervisor (pid ${holder.pid})` : 'the supervisor';
  return new SupervisorUnresponsive(`${who} of ${paths.file} does not answer; see ${paths.supervisorLog}`);
}
