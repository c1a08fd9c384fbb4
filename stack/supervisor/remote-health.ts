import type { RemoteDependency } from '../plan/remote-dependency';
import type { Clock } from '../process/clock';
import { createProber, type Prober } from '../probes/probe';
import { openSocket } from '../probes/tcp-probe';
import type { RemoteAgentSnapshot } from '../protocol/snapshot';

/** A machine that does not answer at all is asked for this long, in milliseconds. */
const TIMEOUT_MS = 3_000;
/** How old an answer may be while somebody waits for a better one. */
const WAITING_MS = 500;

interface Remote {
  readonly dependency: RemoteDependency;
  readonly prober: Prober;
  state: RemoteAgentSnapshot['state'];
  reason: string | null;
  latencyMs: number | null;
  /** On the launcher's clock. */
  askedAt: number;
  asking: boolean;
}

/** How agents that other machines start are, as far as this machine can tell: asked when somebody waits for them or looks. */
export class RemoteHealth {
  readonly #remotes = new Map<string, Remote>();
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #closed = new AbortController();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** The dependencies there are from now on; what is known of those that stay is kept. */
  replan(dependencies: readonly RemoteDependency[]): void {
    const keys = new Set(dependencies.map(keyOf));
    for (const key of this.#remotes.keys()) if (!keys.has(key)) this.#remotes.delete(key);
    for (const dependency of dependencies) {
      if (!this.#remotes.has(keyOf(dependency))) this.#remotes.set(keyOf(dependency), newRemote(dependency));
    }
  }

  /** What is known of one. Asks it, without waiting, when that was a moment ago. */
  look(dependency: RemoteDependency): Pick<RemoteAgentSnapshot, 'state' | 'reason'> {
    const key = keyOf(dependency);
    const remote = this.#remotes.get(key) ?? newRemote(dependency);
    this.#remotes.set(key, remote);
    this.#askIfOlder(remote, WAITING_MS);
    return remote;
  }

  /** Asks all whose last answer is older than this, in milliseconds, without waiting. */
  refresh(olderThanMs: number): void {
    for (const remote of this.#remotes.values()) this.#askIfOlder(remote, olderThanMs);
  }

  snapshot(): RemoteAgentSnapshot[] {
    return [...this.#remotes.values()].map(({ dependency, state, reason, latencyMs }) => {
      const { name, machine, required } = dependency;
      return { name, machine, address: addressOf(dependency), required, state, reason, latencyMs };
    });
  }

  close(): void {
    this.#closed.abort();
  }

  #askIfOlder(remote: Remote, olderThanMs: number): void {
    if (remote.asking || this.#closed.signal.aborted || this.#clock.now() - remote.askedAt < olderThanMs) return;
    remote.asking = true;
    void this.#ask(remote).finally(() => {
      remote.asking = false;
      remote.askedAt = this.#clock.now();
    });
  }

  async #ask(remote: Remote): Promise<void> {
    const before = JSON.stringify([remote.state, remote.reason]);
    const { signal } = this.#closed;
    try {
      const refused = await refusalOf(remote.dependency, signal);
      const result = refused === null ? await remote.prober.check(signal) : null;
      remote.latencyMs = result?.latencyMs ?? null;
      remote.state = result === null ? 'unreachable' : STATES[result.verdict];
      remote.reason = refused ?? (remote.state === 'ready' ? null : (result?.detail ?? null));
    } catch (error) {
      if (signal.aborted) return;
      remote.state = 'unreachable';
      remote.reason = String(error);
    }
    if (JSON.stringify([remote.state, remote.reason]) !== before) this.#changed();
  }
}

const STATES = {
  healthy: 'ready',
  // Nothing more can be had from it, and its own supervisor knows better.
  open: 'ready',
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  unreachable: 'unreachable',
} as const;

function newRemote(dependency: RemoteDependency): Remote {
  const { host, port, healthPort, probe } = dependency;
  const declared = portsOf(dependency);
  const prober = createProber(
    // Nobody here knows which ports are its own: only those that are declared, so that no neighbour answers for it.
    { host, port, healthPort, definition: probe, ownedPorts: () => declared },
    { timeoutMs: TIMEOUT_MS },
  );
  return { dependency, prober, state: 'unknown', reason: null, latencyMs: null, askedAt: -Infinity, asking: false };
}

function portsOf({ port, healthPort, probe }: RemoteDependency): number[] {
  return [...new Set([probe?.port, healthPort, port])].filter((one): one is number => typeof one === 'number');
}

function addressOf(dependency: RemoteDependency): string {
  const [first] = [dependency.port, ...portsOf(dependency)].filter((port) => port !== null);
  const { host } = dependency;
  return `${host.includes(':') ? `[${host}]` : host}:${first}`;
}

/** Why no connection can be had, on any of its ports; null when one can. */
async function refusalOf(dependency: RemoteDependency, signal: AbortSignal): Promise<string | null> {
  let reason: string | null = null;
  for (const port of portsOf(dependency)) {
    try {
      (await openSocket({ host: dependency.host, port, timeoutMs: TIMEOUT_MS }, signal)).destroy();
      return null;
    } catch (error) {
      signal.throwIfAborted();
      reason = refusal(error as NodeJS.ErrnoException);
    }
  }
  return reason;
}

function refusal({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refuses connections';
    case 'ETIMEDOUT':
      return 'does not answer';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'cannot be reached over the network';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'has a host name that cannot be resolved';
    default:
      return message;
  }
}

function keyOf({ name, host, port, healthPort, probe }: RemoteDependency): string {
  return JSON.stringify([name, host, port, healthPort, probe]);
}

/** `Registry on pc2 (192.168.1.5:7200 refuses connections)`. */
export function describeRemote(
  dependency: RemoteDependency,
  { state, reason }: Pick<RemoteAgentSnapshot, 'state' | 'reason'>,
): string {
  const where = dependency.machine === null ? '' : ` on ${dependency.machine}`;
  const why = reason ?? (state === 'unknown' ? 'has not been asked yet' : state);
  return `${dependency.name}${where} (${addressOf(dependency)} ${why})`;
}
