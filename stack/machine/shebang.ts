import { closeSync, openSync, readSync } from 'node:fs';

/** Whether a file says in its first line which program runs it. Throws the system's error when it cannot be read. */
export function hasShebang(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(descriptor, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(descriptor);
  }
}
