import { readFileSync } from 'node:fs';

/** How many processes the kernel has ended for want of memory since boot; null where it does not say. */
export function kernelKills(): number | null {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}
