import { createServer } from 'node:net';
import { machineInspector } from './inspector';
import type { Listener } from './machine-inspector';

export type { Listener } from './machine-inspector';

/**
 * The TCP ports this machine listens on, now. With `pids`, owners are looked for among those processes only and every other
 * listener has `pid: null`; that is cheap enough to be asked once a second for a whole stack.
 */
export function readListeners(pids?: Iterable<number>): Promise<Listener[]> {
  return machineInspector().listeners(pids);
}

/** Who listens on a port: null when nobody does; `pid: null` when the holder belongs to another user. */
export async function portHolder(port: number): Promise<{ pid: number | null; command: string } | null> {
  const inspector = machineInspector();
  const held = (await inspector.listeners()).filter((listener) => listener.port === port);
  if (held.length === 0) return null;
  const pid = held.find((listener) => listener.pid !== null)?.pid ?? null;
  if (pid === null) return { pid: null, command: 'a process of another user' };
  return { pid, command: (await inspector.process(pid))?.command ?? `process ${pid}` };
}

/**
 * Whether a server could bind the port now. `host` is the address it would bind; without one, every address of the machine.
 * False also when the system forbids it (a port below 1024 for an ordinary user).
 */
export async function isPortFree(port: number, host?: string): Promise<boolean> {
  return (await bindFailure(port, host)) === null;
}

/**
 * Why the port cannot be bound now: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, …; null when it can. Known listeners are looked
 * up first, so that the trial, which holds the port for an instant, touches only ports that seem free; who asks for many ports reads
 * `listeners` once for all of them.
 */
export async function bindFailure(
  port: number,
  host?: string,
  listeners?: readonly Listener[],
): Promise<string | null> {
  const known = listeners ?? (process.platform === 'linux' ? await machineInspector().listeners([]) : []);
  if (known.some((listener) => listener.port === port && overlaps(listener.address, host))) return 'EADDRINUSE';
  for (const address of host ? [host] : ['0.0.0.0', '127.0.0.1']) {
    const failure = await tryBind(port, address);
    if (failure !== null) return failure;
  }
  return null;
}

/**
 * Whether nobody at all listens on the port, on whatever address, by trying: far cheaper than the system's table of connections. False, too, where a
 * trial cannot tell: then the table has to be asked.
 */
export async function isSurelyFree(port: number): Promise<boolean> {
  // Elsewhere an address may be bound although all of them are. `::` is both kinds of addresses at once.
  return process.platform === 'linux' && (await tryBind(port, '::')) === null;
}

function overlaps(address: string, host: string | undefined): boolean {
  const everywhere = (text: string) => text === '0.0.0.0' || text === '::' || text === '*';
  return host === undefined || everywhere(host) || everywhere(address) || address === host;
}

function tryBind(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
