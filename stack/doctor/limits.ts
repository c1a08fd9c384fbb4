import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { note, ok, type Examination } from './examination';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** An agent with its connections, models and workers; Python's servers keep two descriptors for each client. */
const FEW_OPEN_FILES = 4_096;
/** An editor alone watches some ten thousand files. */
const FEW_WATCHES = 65_536;
const FEW_WATCHERS = 128;
const LITTLE_MEMORY = GIB;

/** What this user may use of this machine: open files, file watches, memory. Linux tells all of it; others tell less. */
export function examineLimits(procRoot = '/proc', sysRoot = '/sys'): Examination[] {
  return [...openFiles(procRoot), ...fileWatches(procRoot), ...memory(procRoot, sysRoot)];
}

function openFiles(procRoot: string): Examination[] {
  const found = /^Max open files\s+(\d+|unlimited)\s+(\d+|unlimited)/m.exec(readText(`${procRoot}/self/limits`) ?? '');
  if (!found) return [];
  // Node raises its own limit to the highest it may have, and agents inherit that.
  const most = found[2] === 'unlimited' ? Infinity : Number(found[2]);
  if (most >= FEW_OPEN_FILES) return [ok('Open files', most === Infinity ? 'unlimited' : `up to ${most} a process`)];
  const remedy = 'Raise it: "ulimit -Hn", or LimitNOFILE= of the service, or /etc/security/limits.conf.';
  return [note('Open files', `a process may open ${most} files; servers with many clients need more`, remedy)];
}

function fileWatches(procRoot: string): Examination[] {
  const number = (name: string) => Number(readText(`${procRoot}/sys/fs/inotify/${name}`)?.trim() ?? NaN);
  const [watches, watchers] = [number('max_user_watches'), number('max_user_instances')];
  if (Number.isNaN(watches)) return [];
  const subject = 'File watches';
  if (watches < FEW_WATCHES) {
    const remedy = 'sudo sysctl -w fs.inotify.max_user_watches=524288 (and in /etc/sysctl.d to keep it)';
    return [
      note(subject, `this user may watch ${watches} files; editors and --watch miss changes beyond that`, remedy),
    ];
  }
  if (watchers < FEW_WATCHERS) {
    const remedy = 'sudo sysctl -w fs.inotify.max_user_instances=512 (and in /etc/sysctl.d to keep it)';
    return [
      note(subject, `this user may have ${watchers} watchers; agents that reload themselves use one each`, remedy),
    ];
  }
  return [ok(subject, `${watches} files`)];
}

function memory(procRoot: string, sysRoot: string): Examination[] {
  const text = readText(`${procRoot}/meminfo`);
  const kilobytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text ?? '');
    return found ? Number(found[1]) * 1024 : null;
  };
  const total = kilobytes('MemTotal') ?? totalmem();
  const available = kilobytes('MemAvailable') ?? freemem();
  const [swap, swapFree] = [kilobytes('SwapTotal'), kilobytes('SwapFree')];
  const limit = Number(readText(`${sysRoot}/fs/cgroup/memory.max`)?.trim() ?? NaN);
  const bounded = limit > 0 && limit < total ? `, of which this container may use ${gib(limit)}` : '';
  const swapText = swap === null ? '' : swap === 0 ? ', no swap' : `, ${gib(swap)} of swap`;
  const finding = `${gib(total)}, ${gib(available)} available${bounded}${swapText}`;
  if (swap && swapFree !== null && swapFree < swap * 0.1) {
    const remedy = 'Start fewer agents, or smaller models: what is swapped out answers in seconds, not milliseconds.';
    return [note('Memory', `${finding}, nearly all of it in use`, remedy)];
  }
  if (available < LITTLE_MEMORY) {
    const remedy = 'End other programs, or start fewer agents: the kernel ends processes when nothing is left.';
    return [note('Memory', finding, remedy)];
  }
  return [ok('Memory', finding)];
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
