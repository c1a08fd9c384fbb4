import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk in memory that is soon full. */
export class SmallDisk {
  readonly #folder: string;

  /** `size` as mount takes it: `24m`. Throws where the user may not mount. */
  constructor(folder: string, size: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!mount(folder, size)) throw new Error(`no disk can be mounted at ${folder}`);
  }

  /** Whether this user, usually root, may make one. */
  static canBeMade(): boolean {
    if (process.platform !== 'linux') return false;
    const folder = mkdtempSync(join(tmpdir(), 'preflight-disk-'));
    const isMounted = mount(folder, '1m');
    if (isMounted) spawnSync('umount', [folder]);
    rmdirSync(folder);
    return isMounted;
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
    spawnSync('umount', ['-l', this.#folder]);
  }
}

function mount(folder: string, size: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'preflight-test', folder]).status === 0;
}
