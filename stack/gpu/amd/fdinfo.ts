import { join } from 'node:path';
import { linkTarget, namesIn, readText } from './text-files';

/** What one open file of a graphics device says of its memory. */
export interface DrmClient {
  /** PCI address of the device. */
  readonly address: string;
  /** Files that share it are one client, whoever holds them; null with old kernels. */
  readonly client: string | null;
  readonly bytes: number;
}

/**
 * Reads `/proc/<pid>/fdinfo/<fd>`. Kernels have called the memory in use `drm-resident-vram`, `drm-memory-vram` and `vram mem`; a number
 * without a unit is bytes. Null for files of other drivers, and of no driver.
 */
export function parseFdinfo(text: string): DrmClient | null {
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(text)?.[1];
  const old = field('vram mem');
  if (field('drm-driver') !== 'amdgpu' && old === undefined) return null;
  const address = field('drm-pdev') ?? field('pdev');
  if (!address) return null;
  const used = field('drm-resident-vram') ?? field('drm-memory-vram') ?? old ?? '';
  return { address: address.toLowerCase(), client: field('drm-client-id') ?? null, bytes: inBytes(used) };
}

function inBytes(text: string): number {
  const found = /^(\d+)\s*(KiB|kB|MiB|GiB)?$/.exec(text);
  if (!found) return 0;
  const factor = { KiB: 1024, kB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }[found[2] ?? ''] ?? 1;
  return Number(found[1]) * factor;
}

/** Memory in bytes by process and device. A client that several processes share (a fork) is counted with the lowest pid. */
export function readDrmProcesses(procRoot: string, pids: readonly number[]): Map<number, Map<string, number>> {
  const seen = new Set<string>();
  const memory = new Map<number, Map<string, number>>();
  for (const pid of pids) {
    const folder = join(procRoot, String(pid));
    for (const descriptor of namesIn(join(folder, 'fd'))) {
      // Most files are none of the graphics devices', and a look at the link is cheap.
      if (!linkTarget(join(folder, 'fd', descriptor))?.startsWith('/dev/dri/')) continue;
      const client = parseFdinfo(readText(join(folder, 'fdinfo', descriptor)) ?? '');
      if (!client) continue;
      const mark = `${client.address} ${client.client ?? `${pid}/${descriptor}`}`;
      if (seen.has(mark)) continue;
      seen.add(mark);
      const own = memory.get(pid) ?? new Map<string, number>();
      memory.set(pid, own.set(client.address, (own.get(client.address) ?? 0) + client.bytes));
    }
  }
  return memory;
}

/** Every process there is, ascending. */
export function allPids(procRoot: string): number[] {
  return namesIn(procRoot)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}
