import { open } from 'node:fs/promises';

const LARGEST_READ = 64 * 1024;

/** The size of a file in bytes; 0 when it is not there. */
export async function sizeOf(file: string): Promise<number> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return 0;
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/**
 * What was written since `offset` (bytes), as far as it lies in the last 64 KiB: lines without their ends, oldest first. A log that was
 * cut since is read from its start. Empty when there is none.
 */
export async function linesSince(file: string, offset: number): Promise<string[]> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const start = Math.max(size < offset ? 0 : offset, size - LARGEST_READ);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    const lines = buffer
      .subarray(0, bytesRead)
      .toString('utf8')
      .split(/\r?\n|\r/);
    return lines.filter((line) => line.trim() !== '');
  } finally {
    await handle.close();
  }
}
