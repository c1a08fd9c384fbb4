import { readFileSync } from 'node:fs';
import { readStat } from './linux';

export interface Usage {
  /** Share of one core since the previous sample: 100 is one core busy. 0 in the first sample of a process. */
  readonly cpuPercent: number;
  /** Resident memory in bytes. */
  readonly rssBytes: number;
  /** CPU time used since the process started, in seconds. */
  readonly cpuSeconds: number;
}

interface Previous {
  readonly startTicks: string;
  readonly cpuTicks: number;
  /** Milliseconds of a clock that is never set. */
  readonly at: number;
  readonly usage: Usage;
}

/** Two samples closer than this would divide a few ticks by almost nothing; the earlier answer stands instead. */
const SHORTEST_INTERVAL_MS = 200;
const FORGOTTEN_AFTER_MS = 60_000;

let previous = new Map<number, Previous>();

/**
 * CPU and memory of each process. Processes that have ended are missing from the answer. Call it with the same set again and
 * again: the CPU share is measured between two calls.
 */
export async function sampleUsage(pids: Iterable<number>): Promise<Map<number, Usage>> {
  return process.platform === 'linux' ? sampleProc(pids) : samplePidusage(pids);
}

function sampleProc(pids: Iterable<number>): Map<number, Usage> {
  const { clockTicks, pageSize } = kernelUnits();
  const now = performance.now();
  const sampled = new Map<number, Previous>();
  for (const pid of pids) {
    const stat = readStat(pid);
    if (!stat) continue;
    const before = previous.get(pid);
    const same = before?.startTicks === stat.startTicks;
    if (same && now - before.at < SHORTEST_INTERVAL_MS) {
      sampled.set(pid, before);
      continue;
    }
    const seconds = same ? (now - before.at) / 1000 : 0;
    const cpuPercent = same ? ((stat.cpuTicks - before.cpuTicks) / clockTicks / seconds) * 100 : 0;
    const cpuSeconds = stat.cpuTicks / clockTicks;
    const usage = { cpuPercent: Math.max(0, cpuPercent), rssBytes: stat.rssPages * pageSize, cpuSeconds };
    sampled.set(pid, { startTicks: stat.startTicks, cpuTicks: stat.cpuTicks, at: now, usage });
  }
  // Callers may ask for different sets in turn, so what was not asked for now is kept for a while.
  const kept = [...previous].filter(([, entry]) => now - entry.at < FORGOTTEN_AFTER_MS);
  previous = new Map([...kept, ...sampled]);
  return new Map([...sampled].map(([pid, entry]) => [pid, entry.usage]));
}

async function samplePidusage(pids: Iterable<number>): Promise<Map<number, Usage>> {
  const result = new Map<number, Usage>();
  const list = [...pids];
  if (list.length === 0) return result;
  const { default: pidusage } = await import('pidusage'); // only where the kernel does not tell us itself
  try {
    for (const [pid, status] of Object.entries(await pidusage(list))) {
      if (!status) continue;
      result.set(Number(pid), { cpuPercent: status.cpu, rssBytes: status.memory, cpuSeconds: status.ctime / 1000 });
    }
  } catch {
    // No process of the list is left.
  }
  return result;
}

interface KernelUnits {
  /** Clock ticks per second in which the kernel reports CPU time. */
  readonly clockTicks: number;
  readonly pageSize: number;
}

let units: KernelUnits | undefined;

/** Page size is 4 KiB on most machines but 16 or 64 KiB on some ARM ones; the auxiliary vector says. */
function kernelUnits(): KernelUnits {
  units ??= readKernelUnits();
  return units;
}

function readKernelUnits(): KernelUnits {
  const found = { clockTicks: 100, pageSize: 4096 };
  try {
    const vector = readFileSync('/proc/self/auxv');
    for (let at = 0; at + 16 <= vector.length; at += 16) {
      const type = vector.readBigUInt64LE(at);
      const value = Number(vector.readBigUInt64LE(at + 8));
      if (type === 6n && value > 0) found.pageSize = value;
      if (type === 17n && value > 0) found.clockTicks = value;
    }
  } catch {
    // The usual values hold.
  }
  return found;
}
