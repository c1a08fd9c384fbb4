import { portHolder } from '../machine/listeners';
import { ownIdentity, sameProcess } from '../process/identity';
import { lockHolder, tryLock } from '../rendezvous/lock';
import { ensurePrivateDirectory } from '../rendezvous/private-directory';
import { collect } from './collect';
import { DEFAULT_PORT } from './default-port';
import { exporterPlaces } from './exporter-places';
import { serveMetrics, type MetricsServer } from './metrics-server';
import { StackDirectory } from './stack-directory';
import { dropWish, writeWish } from './wish';

export interface ExporterOptions {
  /** On the loopback address; {@link DEFAULT_PORT} when absent. */
  readonly port?: number;
  readonly environment: NodeJS.ProcessEnv;
  /** How long it stays when there is no stack to tell of, in milliseconds; for ever when null. Default ten minutes. */
  readonly idleMs?: number | null;
  readonly log: (line: string) => void;
}

export interface Exporter {
  readonly port: number;
  /** Resolves when it has ended, by itself or because it was told to. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** The port cannot be had; the message names who has it, and says what to do. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

const LOOK_MS = 5_000;
const IDLE_MS = 600_000;

/** Becomes the exporter of this user's stacks. Null when another process already is. Rejects with {@link PortTaken}. */
export async function runExporter(options: ExporterOptions): Promise<Exporter | null> {
  const { environment, log, port = DEFAULT_PORT, idleMs = IDLE_MS } = options;
  const places = exporterPlaces(environment);
  await ensurePrivateDirectory(places.runtimeDirectory);
  await ensurePrivateDirectory(places.stateDirectory);
  const attempt = await tryLock(places.lock);
  if (!attempt.acquired) return null;
  const stacks = new StackDirectory(environment);
  let server: MetricsServer;
  try {
    let collecting: Promise<string> | null = null;
    // Several who ask at once get one answer.
    server = await serveMetrics(port, () => (collecting ??= collect(stacks).finally(() => (collecting = null))));
    await writeWish(places.wishFile, { version: 1, port: server.port });
  } catch (error) {
    await attempt.lock.release();
    throw await explain(error as NodeJS.ErrnoException, port);
  }
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  let closing: Promise<void> | null = null;
  const end = async (isWanted: boolean): Promise<void> => {
    clearInterval(looking);
    stacks.dispose();
    await server.close();
    if (!isWanted) await dropWish(places.wishFile);
    await attempt.lock.release();
    finish();
  };
  const close = (isWanted = false): Promise<void> => (closing ??= end(isWanted));
  let busyAt = performance.now();
  const look = async (): Promise<void> => {
    await stacks.look();
    if (closing) return;
    if (!stacks.isEmpty) busyAt = performance.now();
    const holder = await lockHolder(places.lock);
    if (!holder || !sameProcess(holder, await ownIdentity())) {
      log('others cannot find this exporter any more, because somebody tidied up');
      return close(true);
    }
    if (idleMs === null || performance.now() - busyAt < idleMs) return;
    log('there was no stack for a while');
    await close();
  };
  const looking = setInterval(() => void look().catch((error: unknown) => log(String(error))), LOOK_MS);
  await stacks.look();
  return { port: server.port, ended, close: () => close() };
}

async function explain(error: NodeJS.ErrnoException, port: number): Promise<Error> {
  if (error.code === 'EACCES') {
    return new PortTaken(`port ${port} may not be used by this user; choose one from 1024 on`);
  }
  if (error.code !== 'EADDRINUSE') return error;
  const holder = await portHolder(port).catch(() => null);
  const who = holder ? `${holder.command}${holder.pid === null ? '' : ` (pid ${holder.pid})`}` : 'another process';
  return new PortTaken(
    `port ${port} is held by ${who}; choose another one with --port, or with stack.metrics.port in .agent-preflight.yaml`,
  );
}
