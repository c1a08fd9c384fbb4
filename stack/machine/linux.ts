import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Listener, MachineInspector, ProcessInfo } from './machine-inspector';
import { sendPosixSignal } from './posix-signals';
import { parseCommandLine, parseStat, parseTcpTable, type ProcessStat } from './linux-text';

/*
 * Reads of /proc are synchronous on purpose: the kernel answers from memory in some ten microseconds, while the thread pool
 * costs several times that per file and would reorder hundreds of reads against processes that come and go.
 */

/** The stat line of one process; null when it is gone. */
export function readStat(pid: number): ProcessStat | null {
  const text = readProc(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the process ended between two reads, or belongs to another user
  }
}

function describe(stat: ProcessStat, command = commandOf(stat)): ProcessInfo {
  const { pid, ppid, pgid, sid, startTicks, state } = stat;
  return { pid, ppid, pgid, sid, startTicks, state, command };
}

function commandOf({ pid, name }: ProcessStat): string {
  return parseCommandLine(readProc(`/proc/${pid}/cmdline`) ?? '', name);
}

/** A command line as it was read. Half of what a look at all processes costs goes into reading them, and hardly one ever changes. */
interface KnownCommand {
  readonly startTicks: string;
  /** Changes when another program takes the process over. */
  readonly name: string;
  readonly command: string;
  /** By the clock of `performance.now()`: a program may start itself anew with other arguments. */
  readonly readAt: number;
}

const COMMAND_AGE_MS = 5_000;

function allPids(): number[] {
  const pids: number[] = [];
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) pids.push(Number(name));
  }
  return pids.sort((a, b) => a - b);
}

/** Where a socket was last seen, so that the next look costs one readlink instead of a walk over every descriptor. */
interface SocketPlace {
  readonly pid: number;
  readonly descriptor: string;
}

/** Processes that were looked through for a socket and do not hold it. */
interface Absence {
  readonly pids: Set<number>;
  /** Until when that is believed, by the clock of `performance.now()`: descriptors can be handed from process to process. */
  readonly until: number;
}

const ABSENCE_MS = 10_000;

export class LinuxInspector implements MachineInspector {
  #commands = new Map<number, KnownCommand>();
  #places = new Map<string, SocketPlace>();
  #absences = new Map<string, Absence>();

  async processes(): Promise<ProcessInfo[]> {
    const found: ProcessInfo[] = [];
    const commands = new Map<number, KnownCommand>();
    const now = performance.now();
    for (const pid of allPids()) {
      const stat = readStat(pid);
      if (!stat) continue;
      const known = this.#knownCommand(stat, now);
      commands.set(pid, known);
      found.push(describe(stat, known.command));
    }
    this.#commands = commands;
    return found;
  }

  #knownCommand(stat: ProcessStat, now: number): KnownCommand {
    const { pid, name, startTicks } = stat;
    const known = this.#commands.get(pid);
    const holds =
      known && known.startTicks === startTicks && known.name === name && now - known.readAt < COMMAND_AGE_MS;
    return holds ? known : { startTicks, name, command: commandOf(stat), readAt: now };
  }

  async process(pid: number): Promise<ProcessInfo | null> {
    const stat = readStat(pid);
    return stat ? describe(stat) : null;
  }

  async environmentHas(pid: number, entry: string): Promise<boolean> {
    const text = readProc(`/proc/${pid}/environ`);
    return text !== null && `\0${text}\0`.includes(`\0${entry}\0`);
  }

  send(pid: number, signal: NodeJS.Signals): Promise<boolean> {
    return sendPosixSignal(pid, signal);
  }

  async listeners(pids?: Iterable<number>): Promise<Listener[]> {
    // These two are no small reads: the kernel walks its whole table of connections, milliseconds on a large machine.
    const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readTable));
    const sockets = tables.flatMap(parseTcpTable);
    const candidates = pids ? [...new Set(pids)].sort((a, b) => a - b) : null;
    const owners = this.#owners(new Set(sockets.map((socket) => socket.inode)), candidates);
    return sockets.map(({ port, address, inode }) => ({ port, address, pid: owners.get(inode) ?? null }));
  }

  /** Which process holds each socket; of several that share one, the lowest pid, which is usually the parent. */
  #owners(inodes: ReadonlySet<string>, candidates: readonly number[] | null): Map<string, number> {
    const owners = new Map<string, number>();
    const allowed = candidates && new Set(candidates);
    const remembered = new Map<string, SocketPlace>();
    for (const inode of inodes) {
      const place = this.#places.get(inode);
      if (!place || readSocketLink(place.pid, place.descriptor) !== inode) continue;
      remembered.set(inode, place);
      if (!allowed || allowed.has(place.pid)) owners.set(inode, place.pid);
    }
    this.#search(
      [...inodes].filter((inode) => !owners.has(inode)),
      candidates ?? allPids(),
      (inode, place) => {
        owners.set(inode, place.pid);
        remembered.set(inode, place);
      },
    );
    this.#places = remembered;
    return owners;
  }

  /** Walks over the descriptors of these processes, but not again over those that are known not to hold what is wanted. */
  #search(
    inodes: readonly string[],
    pids: readonly number[],
    onFound: (inode: string, place: SocketPlace) => void,
  ): void {
    const now = performance.now();
    const absences = new Map<string, Absence>();
    for (const inode of inodes) {
      const known = this.#absences.get(inode);
      absences.set(inode, known && known.until > now ? known : { pids: new Set(), until: now + ABSENCE_MS });
    }
    for (const pid of pids) {
      const wanted = new Set([...absences].flatMap(([inode, absence]) => (absence.pids.has(pid) ? [] : [inode])));
      if (wanted.size === 0) continue;
      for (const descriptor of descriptorsOf(pid)) {
        const inode = readSocketLink(pid, descriptor);
        if (inode === null || !wanted.delete(inode)) continue;
        onFound(inode, { pid, descriptor });
        absences.delete(inode);
      }
      for (const inode of wanted) absences.get(inode)?.pids.add(pid);
    }
    this.#absences = absences;
  }
}

function readTable(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => ''); // no IPv6 on this machine
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}

/** The inode of the socket a descriptor refers to; null for files, pipes and what may not be read. */
function readSocketLink(pid: number, descriptor: string): string | null {
  try {
    const link = readlinkSync(`/proc/${pid}/fd/${descriptor}`);
    return link.startsWith('socket:[') ? link.slice(8, -1) : null;
  } catch {
    return null;
  }
}
