import { open, stat } from 'node:fs/promises';
import { LINE_END } from '../logs/line-reader';
import { rotatedFiles } from '../logs/log-file';

const LARGEST_READ = 64 * 1024;
/** Of a line whose beginning was not read so much is left out, for it may begin in the middle of a secret. In UTF-16 code units. */
const CUT_BEGINNING = 4096;

/** The size of a file in bytes; 0 when it is not there. */
export async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/**
 * What a run has written to its log, as far as it lies in its last 64 KiB: lines without their ends, oldest first, empty ones left out. The run
 * began at `offset` (bytes) of what was the log at `startedAt` (milliseconds since the epoch); it may have been rotated since. Empty
 * when there is none.
 */
export async function linesSince(file: string, offset: number, startedAt: number): Promise<string[]> {
  const rotated: { file: string; size: number }[] = [];
  for (const part of await rotatedFiles(file)) {
    const found = await stat(part).catch(() => null);
    if (found && found.mtimeMs >= startedAt) rotated.push({ file: part, size: found.size });
  }
  const parts = [...rotated, { file, size: await sizeOf(file) }];
  const chunks: Buffer[] = [];
  let left = LARGEST_READ;
  let isCut = false;
  for (const [index, part] of [...parts.entries()].reverse()) {
    // The run began in the oldest of them, unless that has been thrown away, or somebody else has cut it.
    const first = index === 0 && part.size >= offset ? offset : 0;
    const start = Math.max(first, part.size - left);
    chunks.unshift(await read(part.file, start, part.size));
    left -= part.size - start;
    isCut = start > first;
    if (left <= 0) break;
  }
  const lines = Buffer.concat(chunks).toString('utf8').split(LINE_END);
  if (isCut) lines[0] = lines.length > 1 ? '' : lines[0]!.slice(CUT_BEGINNING);
  return lines.filter((line) => line.trim() !== '');
}

async function read(file: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return Buffer.alloc(0);
  try {
    const buffer = Buffer.alloc(Math.max(0, end - start));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
