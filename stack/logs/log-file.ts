import { constants } from 'node:fs';
import { open, rename, rm, stat, truncate, type FileHandle } from 'node:fs/promises';

export const ROTATE_AT_BYTES = 20 * 1024 * 1024;
/** Rotated files kept beside the log: `.1` is the newest. */
export const ROTATED_FILES = 5;

const CHUNK_BYTES = 1024 * 1024;
/** While rotation fails (disk full) a log may grow to this many times the limit; then the disk matters more than the log. */
const LAST_RESORT_FACTOR = 4;

/**
 * Opens a log for an agent to write into by file descriptor, creating it readable for this user only. Every write goes to
 * the end of the file, also after somebody truncated it. The caller closes the handle once the agent has its own copy.
 */
export async function openLog(file: string): Promise<FileHandle> {
  return open(file, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600);
}

export interface RotateOptions {
  readonly maxBytes?: number;
  readonly keep?: number;
}

/**
 * Rotates the log when it has grown beyond the limit, while its writers go on writing: its content is copied to `.1` (older files
 * move up) and the file is truncated in place. Writes between the end of the copy and the truncation, some microseconds, are
 * lost; that is the price of not owning the writer. True when it was rotated. Throws when the copy cannot be written and the
 * log is not yet so large that it must be cut anyway.
 */
export async function rotate(file: string, options: RotateOptions = {}): Promise<boolean> {
  const { maxBytes = ROTATE_AT_BYTES, keep = ROTATED_FILES } = options;
  const size = await sizeOf(file);
  if (size === null || size <= maxBytes) return false;
  await rm(`${file}.${keep}`, { force: true }); // first, so that its space is there for the copy
  for (let number = keep - 1; number >= 1; number--) {
    await rename(`${file}.${number}`, `${file}.${number + 1}`).catch(ignoreMissing);
  }
  if (keep >= 1) await moveAway(file, `${file}.1`, size > maxBytes * LAST_RESORT_FACTOR);
  else await truncate(file, 0);
  return true;
}

async function moveAway(file: string, copy: string, truncateAnyway: boolean): Promise<void> {
  const source = await open(file, 'r+');
  try {
    try {
      const target = await open(copy, 'w', 0o600);
      try {
        await copyToEnd(source, target);
        await source.truncate(0);
      } finally {
        await target.close();
      }
    } catch (error) {
      await rm(copy, { force: true });
      if (!truncateAnyway) throw error;
      await source.truncate(0);
    }
  } finally {
    await source.close();
  }
}

/** Copies until a read finds the end, so that what is written during the copy is copied as well. */
async function copyToEnd(source: FileHandle, target: FileHandle): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ;) {
    const { bytesRead } = await source.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return;
    await target.appendFile(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** The log and its rotated files that exist, oldest first. */
export async function logFiles(file: string): Promise<string[]> {
  const existing: string[] = [];
  for (let number = 1; number <= 99; number++) {
    if ((await sizeOf(`${file}.${number}`)) === null) break;
    existing.unshift(`${file}.${number}`);
  }
  if ((await sizeOf(file)) !== null) existing.push(file);
  return existing;
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    ignoreMissing(error);
    return null;
  }
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
