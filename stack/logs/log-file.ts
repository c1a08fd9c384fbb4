import { constants } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The size in bytes at which a log is rotated. */
export const ROTATE_AT_BYTES = 20 * 1024 * 1024;
/** Rotated files kept beside the log: `.1` is the newest. */
export const ROTATED_FILES = 5;

/**
 * Opens a log for an agent to write into by file descriptor, creating it readable for this user only. Every write goes to
 * the end of the file, also after somebody truncated it. The caller closes the handle once the agent has its own copy.
 */
export async function openLog(file: string): Promise<FileHandle> {
  return open(file, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600);
}

/** The rotated files of a log, oldest first, whatever numbers are missing between them. */
export async function rotatedFiles(file: string): Promise<string[]> {
  const start = `${basename(file)}.`;
  const names = await readdir(dirname(file)).catch(() => []);
  return names
    .filter((name) => name.startsWith(start) && /^[1-9]\d{0,8}$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)))
    .sort((a, b) => b - a)
    .map((number) => join(dirname(file), `${start}${number}`));
}

/** The log and its rotated files that exist, oldest first. */
export async function logFiles(file: string): Promise<string[]> {
  const rotated = await rotatedFiles(file);
  return (await sizeOf(file)) === null ? rotated : [...rotated, file];
}

/** In bytes; null when there is no such file. Rejects with the system's error for other reasons. */
export async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
