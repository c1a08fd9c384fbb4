import { linkSignals } from '../process/linked-signal';
import { readdirSync, readlinkSync } from 'node:fs';
import type { Clock } from '../process/clock';
import type { ProcessFamily } from '../process/family';

/** The sockets a process holds, in any words that change with them; null where that is not cheap to tell. */
export type SocketsOf = (pid: number) => string | null;

const EVERY_MS = 10;
/** Looks are this many times further apart than what one costs… */
const REST_FACTOR = 20;
/** …but no further than this, in milliseconds: while many agents load, a look that had to wait for the processor seems dear. */
const LONGEST_REST_MS = 100;
/** A socket is not listened on the instant it is there: after a change the bell rings again at these distances from it, in milliseconds. */
const ECHOES_MS = [0, 15, 40, 100, 250];

interface Heard {
  sockets: string;
  /** On the clock. */
  changedAt: number;
  /** How many times the bell rang for this change. */
  rung: number;
}

interface Waiter {
  readonly family: ProcessFamily;
  readonly ring: () => void;
}

/**
 * Wakes those who wait for a starting agent to open a socket. So it is asked for its health the moment it can answer, and not before:
 * neither does a probe come late, nor do many of them take the processor from agents that are still loading. A look at the agent's own
 * descriptors costs a hundredth of one at the machine's table of connections.
 */
export class SocketBell {
  readonly #clock: Clock;
  readonly #socketsOf: SocketsOf;
  readonly #waiters = new Set<Waiter>();
  readonly #heard = new WeakMap<ProcessFamily, Heard>();
  #watching = false;

  constructor(clock: Clock, socketsOf: SocketsOf = socketsOfLinux) {
    this.#clock = clock;
    this.#socketsOf = socketsOf;
  }

  /**
   * Resolves when a process of the family has other sockets than before, after `ms` at the latest, or when the signal is aborted. "Before" is
   * the last time this was asked about the family, or its start.
   */
  async wait(family: ProcessFamily, ms: number, signal: AbortSignal): Promise<void> {
    const rung = new AbortController();
    const waiter: Waiter = { family, ring: () => rung.abort() };
    this.#waiters.add(waiter);
    void this.#watch();
    const linked = linkSignals([signal, rung.signal]);
    await this.#clock.sleep(ms, linked.signal);
    linked.release();
    this.#waiters.delete(waiter);
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (this.#waiters.size > 0) {
      const before = this.#clock.now();
      for (const { family, ring } of this.#waiters) if (this.#rings(family, before)) ring();
      const cost = this.#clock.now() - before;
      await this.#clock.sleep(Math.min(Math.max(EVERY_MS, cost * REST_FACTOR), LONGEST_REST_MS));
    }
    this.#watching = false;
  }

  #rings(family: ProcessFamily, now: number): boolean {
    const pids = family.leader ? [family.leader.pid, ...family.pids] : family.pids;
    const sockets = [...new Set(pids)].map((pid) => this.#socketsOf(pid) ?? '').join(' ');
    const heard = this.#heard.get(family) ?? { sockets: '', changedAt: -Infinity, rung: ECHOES_MS.length };
    this.#heard.set(family, heard);
    if (sockets.trim() !== heard.sockets) Object.assign(heard, { sockets: sockets.trim(), changedAt: now, rung: 0 });
    const due = ECHOES_MS[heard.rung];
    if (due === undefined || now - heard.changedAt < due) return false;
    heard.rung++;
    return true;
  }
}

/** Read synchronously for the reasons given in `machine/linux.ts`. */
function socketsOfLinux(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  const folder = `/proc/${pid}/fd`;
  try {
    const links = readdirSync(folder).map((descriptor) => linkOf(`${folder}/${descriptor}`));
    return links.filter((link) => link.startsWith('socket:')).join(' ');
  } catch {
    return null; // it has ended, or belongs to another user
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // closed since it was listed
  }
}
