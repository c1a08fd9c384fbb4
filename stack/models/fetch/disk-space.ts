import { statfs } from 'node:fs/promises';
import { formatBytes } from '../describe';
import { FetchFailure } from './failure';

/** What is left alone on every disk, in bytes: logs and state are written there, too. */
const RESERVE_BYTES = 64 * 1024 * 1024;

export type FreeBytes = (directory: string) => Promise<number | null>;

/** Bytes this user may still write below a directory; null where the file system does not tell. */
export async function freeBytes(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** Rejects with a {@link FetchFailure} that says how much is missing where `bytes` more do not fit. */
export async function ensureSpace(directory: string, bytes: number, free: FreeBytes): Promise<void> {
  const available = await free(directory);
  if (available === null || bytes + RESERVE_BYTES <= available) return;
  const missing = formatBytes(bytes + RESERVE_BYTES - available);
  throw new FetchFailure(
    'disk',
    `${formatBytes(bytes)} more are to be written to ${directory}, and ${formatBytes(available)} are free there: ${missing} have to be freed`,
  );
}
