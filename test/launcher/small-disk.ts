import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A disk in memory that is soon full. Only root can make one. */
export class SmallDisk {
  readonly isMounted: boolean;
  readonly #folder: string;

  /** `size` as mount takes it: `24m`. */
  constructor(folder: string, size: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'preflight-test', folder]);
    this.isMounted = mount.status === 0;
  }

  /** Leaves no room at all. */
  fill(): void {
    const file = openSync(join(this.#folder, 'filler'), 'w');
    try {
      for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
        const bytes = Buffer.alloc(size);
        try {
          while (writeSync(file, bytes) === size);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  unmount(): void {
    if (this.isMounted) spawnSync('umount', ['-l', this.#folder]);
  }
}
