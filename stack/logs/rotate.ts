import { fstatSync, ftruncateSync, readSync, renameSync, writeSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { ROTATE_AT_BYTES, ROTATED_FILES, rotatedFiles, sizeOf } from './log-file';

const CHUNK_BYTES = 1024 * 1024;
/** What may be copied while nothing else happens in this process; beyond it a writer faster than the disk would hold everything up. */
const LAST_COPY_BYTES = 8 * CHUNK_BYTES;

export interface RotateOptions {
  /** The size in bytes at which a log is rotated. Default {@link ROTATE_AT_BYTES}. */
  readonly maxBytes?: number;
  /** How many rotated files are kept; 0 keeps none. Default {@link ROTATED_FILES}. */
  readonly keep?: number;
}

export interface Rotation {
  /** Bytes that had to go because newer ones came, as the limits want it. */
  readonly retiredBytes: number;
  /** Bytes that were thrown away because the disk was full. */
  readonly droppedBytes: number;
}

/**
 * Rotates a log that has outgrown the limit while its writers, who know nothing of it, go on: its content is copied to `.1`, older
 * files move up, and the file is emptied in place. What is written in the instant between the last look at the file and its
 * emptying, a few microseconds, is lost: that is the price of not standing between an agent and its log.
 *
 * A log is rotated some time after it has reached `maxBytes`, so together the rotated files may hold up to `keep + 1` times as much. On a full disk the oldest of them make room for the newest, and where
 * that is not enough the log is emptied without a copy: agents that cannot write any more would be worse. Null when there was
 * nothing to do. Rejects when the log cannot be read or emptied.
 */
export async function rotate(file: string, options: RotateOptions = {}): Promise<Rotation | null> {
  const { maxBytes = ROTATE_AT_BYTES, keep = ROTATED_FILES } = options;
  const size = await sizeOf(file);
  if (size === null || size <= maxBytes) return null;
  await recover(file);
  const draft = draftOf(file);
  const source = await open(file, 'r+');
  try {
    const limit = keep * maxBytes;
    if (keep === 0) {
      ftruncateSync(source.fd);
      return { retiredBytes: size, droppedBytes: 0 };
    }
    const from = size > limit ? await nextLine(source, size - limit) : 0;
    const copied = await copyMakingRoom(source, from, file, draft);
    if (copied.target === null) {
      ftruncateSync(source.fd);
      return { retiredBytes: 0, droppedBytes: copied.droppedBytes + size };
    }
    try {
      await shift(file);
      const lost = finish(source.fd, copied.target.fd, copied.end, from, draft, `${file}.1`);
      const retiredBytes = from + (await retire(file, keep, limit + maxBytes));
      return { retiredBytes, droppedBytes: copied.droppedBytes + lost };
    } finally {
      await copied.target.close();
    }
  } finally {
    await source.close();
  }
}

/** Where the copy grows until it is whole. */
export function draftOf(file: string): string {
  return `${file}.rotating`;
}

interface Copied {
  /** Open for writing at its end; null when the disk has no room for it. */
  readonly target: FileHandle | null;
  /** Offset in the source up to which it was copied. */
  readonly end: number;
  readonly droppedBytes: number;
}

/** Copies what is there; where the disk is full, rotated files go, oldest first, until the copy fits or none are left. */
async function copyMakingRoom(source: FileHandle, from: number, file: string, draft: string): Promise<Copied> {
  let droppedBytes = 0;
  const dropOldest = async (): Promise<boolean> => {
    const [oldest] = await rotatedFiles(file);
    if (oldest === undefined) return false;
    droppedBytes += (await sizeOf(oldest)) ?? 0;
    await rm(oldest, { force: true });
    return true;
  };
  let target: FileHandle | null;
  do target = await open(draft, 'wx', 0o600).catch(unlessFull);
  while (target === null && (await dropOldest()));
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let end = from; target !== null;) {
    const { bytesRead } = await source.read(chunk, 0, chunk.length, end);
    if (bytesRead === 0) return { target, end, droppedBytes };
    const written = await writeAt(target, chunk.subarray(0, bytesRead), end - from);
    end += written;
    if (written < bytesRead && !(await dropOldest())) break;
  }
  await target?.close();
  await rm(draft, { force: true });
  return { target: null, end: from, droppedBytes };
}

/** How much could be written, which is less than all on a full disk only. */
async function writeAt(target: FileHandle, bytes: Buffer, position: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const result = await target.write(bytes, done, bytes.length - done, position + done).catch(unlessFull);
    if (result === null || result.bytesWritten === 0) return done;
    done += result.bytesWritten;
  }
  return done;
}

/**
 * Copies what came since, empties the log and gives the copy its name, without a break in which anybody could write much or look at a
 * half-done state. Returns how many bytes could not be copied.
 */
function finish(source: number, target: number, end: number, from: number, draft: string, name: string): number {
  const chunk = Buffer.allocUnsafe(64 * 1024);
  let offset = end;
  let isWhole = false;
  try {
    while (!isWhole && offset - end < LAST_COPY_BYTES) {
      const bytesRead = readSync(source, chunk, 0, chunk.length, offset);
      if (bytesRead === 0) {
        ftruncateSync(source); // first of all: every microsecond from the read to here may cost a line
        isWhole = true;
      }
      for (let done = 0; done < bytesRead;) {
        done += writeSync(target, chunk, done, bytesRead - done, offset + done - from);
      }
      offset += bytesRead;
    }
  } catch (error) {
    unlessFull(error);
  }
  const lost = isWhole ? 0 : Math.max(0, fstatSync(source).size - offset);
  if (!isWhole) ftruncateSync(source);
  renameSync(draft, name);
  return lost;
}

/** Every rotated file moves up by one, highest first. */
async function shift(file: string): Promise<void> {
  for (const rotated of await rotatedFiles(file)) {
    const number = Number(rotated.slice(file.length + 1));
    await rename(rotated, `${file}.${number + 1}`);
  }
}

/** Removes the oldest until both limits hold; the newest stays. Returns how many bytes went. */
async function retire(file: string, keep: number, limit: number): Promise<number> {
  const newestFirst = (await rotatedFiles(file)).toReversed();
  let total = 0;
  let retired = 0;
  for (const [index, rotated] of newestFirst.entries()) {
    const size = (await sizeOf(rotated)) ?? 0;
    total += size;
    if (index === 0 || (index < keep && total <= limit)) continue;
    await rm(rotated, { force: true });
    retired += size;
  }
  return retired;
}

/**
 * Puts right what a rotation left that was cut short (`kill -9`, power). A copy whose bytes stand in the log as well was not finished and
 * goes; one whose log was emptied already is all there is, and takes its place.
 */
export async function recover(file: string): Promise<void> {
  const draft = draftOf(file);
  const size = await sizeOf(draft);
  if (size === null) return;
  if (size === 0 || (await isPartOf(draft, size, file))) return rm(draft, { force: true });
  await shift(file);
  await rename(draft, `${file}.1`);
}

async function isPartOf(draft: string, size: number, file: string): Promise<boolean> {
  const length = Math.min(size, 4096);
  const [copy, log] = await Promise.all([open(draft, 'r'), open(file, 'r').catch(() => null)]);
  try {
    if (!log || (await log.stat()).size < size) return false;
    const [a, b] = [Buffer.alloc(length), Buffer.alloc(length)];
    await copy.read(a, 0, length, size - length);
    await log.read(b, 0, length, size - length);
    return a.equals(b);
  } finally {
    await copy.close();
    await log?.close();
  }
}

/** The start of the first line that begins at the offset or later, unless that is far. */
async function nextLine(source: FileHandle, offset: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024);
  const { bytesRead } = await source.read(chunk, 0, chunk.length, offset);
  const found = chunk.subarray(0, bytesRead).indexOf(0x0a);
  return found === -1 ? offset : offset + found + 1;
}

function unlessFull(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return null;
  throw error;
}
