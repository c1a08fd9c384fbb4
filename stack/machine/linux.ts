import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Listener, MachineInspector, ProcessInfo } from './machine-inspector';
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

function describe(stat: ProcessStat): ProcessInfo {
  const { pid, ppid, pgid, sid, startTicks, state } = stat;
  const command = parseCommandLine(readProc(`/proc/${pid}/cmdline`) ?? '', stat.name);
  return { pid, ppid, pgid, sid, startTicks, state, command };
}

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

export class LinuxInspector implements MachineInspector {
  #places = new Map<string, SocketPlace>();

  async processes(): Promise<ProcessInfo[]> {
    const found: ProcessInfo[] = [];
    for (const pid of allPids()) {
      const stat = readStat(pid);
      if (stat) found.push(describe(stat));
    }
    return found;
  }

  async process(pid: number): Promise<ProcessInfo | null> {
    const stat = readStat(pid);
    return stat ? describe(stat) : null;
  }

  async environmentHas(pid: number, entry: string): Promise<boolean> {
    const text = readProc(`/proc/${pid}/environ`);
    return text !== null && `\0${text}\0`.includes(`\0${entry}\0`);
  }

  async listeners(pids?: Iterable<number>): Promise<Listener[]> {
    const sockets = [...this.#table('/proc/net/tcp'), ...this.#table('/proc/net/tcp6')];
    const candidates = pids ? [...new Set(pids)].sort((a, b) => a - b) : null;
    const owners = this.#owners(new Set(sockets.map((socket) => socket.inode)), candidates);
    return sockets.map(({ port, address, inode }) => ({ port, address, pid: owners.get(inode) ?? null }));
  }

  #table(path: string) {
    return parseTcpTable(readProc(path) ?? '');
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
    const wanted = new Set([...inodes].filter((inode) => !owners.has(inode)));
    for (const pid of wanted.size === 0 ? [] : (candidates ?? allPids())) {
      for (const descriptor of descriptorsOf(pid)) {
        const inode = readSocketLink(pid, descriptor);
        if (inode === null || !wanted.delete(inode)) continue;
        owners.set(inode, pid);
        remembered.set(inode, { pid, descriptor });
      }
      if (wanted.size === 0) break;
    }
    this.#places = remembered;
    return owners;
  }
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
