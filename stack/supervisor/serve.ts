import { chmod, rm } from 'node:fs/promises';
import { ProcessFetcher } from '../models/supply/process-fetcher';
import { sweepDebris } from '../rendezvous/debris';
import { ensurePrivateDirectory } from '../rendezvous/private-directory';
import { tryLock } from '../rendezvous/lock';
import { stackPaths } from '../rendezvous/stack-paths';
import type { HealthPolicy } from './health-judge';
import { loadDefinition, type LoadedDefinition } from './load-definition';
import type { RestartPolicy } from './restart-policy';
import { RpcServer } from './rpc-server';
import { StackSupervisor } from './stack-supervisor';
import { isStillOurs, keepFresh } from './still-ours';
import { keepUp } from './upkeep';

export interface ServeOptions {
  readonly startupFile: string;
  readonly projectRoot?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** How long a supervisor with nothing to run and nobody to talk to stays, in milliseconds. */
  readonly idleMs?: number;
  readonly health?: Partial<HealthPolicy>;
  readonly restart?: Partial<RestartPolicy>;
  readonly load?: (file: string) => Promise<LoadedDefinition>;
  /** Program and arguments of the process that fetches models; this one does it when absent. */
  readonly modelFetcher?: readonly string[];
  readonly log: (line: string) => void;
}

export interface Service {
  /** Resolves when the supervisor has ended; the process may exit then. */
  readonly ended: Promise<void>;
  /** Stops all agents in order (true) or leaves them to the next supervisor (false), then ends. */
  shutdown(stopAgents: boolean): Promise<void>;
}

const IDLE_MS = 10_000;
/** What the answer to `shutdown` gets to be written before the connection is ended. */
const ANSWER_MS = 20;
const LOOK_MS = 5_000;
const FRESHEN_MS = 3_600_000;

/** Becomes the supervisor of a startup file. Null when another process already is; it is never two. */
export async function serve(options: ServeOptions): Promise<Service | null> {
  const { log } = options;
  const paths = stackPaths(options.startupFile, options.environment);
  await ensurePrivateDirectory(paths.runtimeDirectory);
  await ensurePrivateDirectory(paths.stateDirectory);
  const attempt = await tryLock(paths.supervisorLock);
  if (!attempt.acquired) return null;
  const supervisor = new StackSupervisor({
    paths,
    load: options.load ?? loadDefinition,
    environment: options.environment,
    projectRoot: options.projectRoot,
    ...(options.health ? { health: options.health } : {}),
    ...(options.restart ? { restart: options.restart } : {}),
    ...(options.modelFetcher
      ? { fetcher: new ProcessFetcher({ command: options.modelFetcher, environment: options.environment, log }) }
      : {}),
    log,
  });
  const end = new AbortController();
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  let closing: Promise<void> | null = null;
  let leaving = false;

  const leave = async (places: 'clear' | 'keep' = 'clear') => {
    if (leaving) return;
    leaving = true;
    end.abort();
    await server.close();
    if (process.platform !== 'win32' && places === 'clear') {
      await rm(paths.socket, { force: true });
      await sweepDebris(paths).catch((error: unknown) => log(`debris not removed: ${String(error)}`));
    }
    await attempt.lock.release();
    log('ended');
    finish();
  };
  const close = (stopAgents: boolean): Promise<void> => {
    closing ??= supervisor.close(stopAgents);
    return closing;
  };
  const leaveWhenIdle = () => {
    if (closing || server.clientCount > 0 || supervisor.isBusy) return;
    setTimeout(() => {
      if (closing || server.clientCount > 0 || supervisor.isBusy) return;
      log('nothing to run and nobody to talk to');
      void close(true).then(() => leave());
    }, options.idleMs ?? IDLE_MS).unref();
  };
  const server = new RpcServer(
    {
      paths,
      supervisor,
      log,
      get isShuttingDown() {
        return closing !== null;
      },
      leaseEnded: () => {
        log('the client that held the lease is gone: stopping the stack');
        void supervisor.stop({}).then(() => {
          if (server.clientCount === 0 && !supervisor.isBusy) void close(true).then(() => leave());
        });
      },
      shutdown: async (stopAgents) => {
        await close(stopAgents);
        setTimeout(() => void leave(), ANSWER_MS);
      },
    },
    leaveWhenIdle,
  );

  await supervisor.open();
  // Whatever is in its place is debris, or the lock would not be ours.
  await server.listen(paths.socket);
  await chmod(paths.runtimeDirectory, 0o700).catch(() => undefined);
  void keepUp(supervisor, () => server.isObserved, end.signal, log);
  const look = async () => {
    leaveWhenIdle();
    if (closing || (await isStillOurs(paths))) return;
    log('clients cannot find this supervisor any more; the next one takes over');
    closing = Promise.resolve(supervisor.abandon());
    await leave('keep');
  };
  // Keeps the process alive as well.
  const looking = setInterval(() => void look(), LOOK_MS);
  const freshening = setInterval(() => void keepFresh(paths), FRESHEN_MS);
  end.signal.addEventListener('abort', () => {
    clearInterval(looking);
    clearInterval(freshening);
  });
  return {
    ended,
    shutdown: async (stopAgents) => {
      await close(stopAgents);
      await leave();
    },
  };
}
