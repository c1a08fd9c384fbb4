import { open } from 'node:fs/promises';
import { hideBeginning, LINE_END, shown } from './line-reader';
import { logFiles } from './log-file';
import type { Masker } from './mask';

const CHUNK_BYTES = 64 * 1024;
/** However many lines are asked for, no more than this is read. */
const TAIL_LIMIT_BYTES = 16 * 1024 * 1024;

export interface TailOptions {
  readonly mask?: Masker;
  /** Only what lies before this offset of the log itself, in bytes. */
  readonly end?: number;
}

/**
 * The last lines of a log, oldest first, without line ends and with secrets hidden. Read backwards from the end, over rotated files
 * where the log itself holds fewer. Empty when there is no log.
 */
export async function tail(file: string, lines: number, options: TailOptions = {}): Promise<string[]> {
  const { mask = (text) => text, end = Infinity } = options;
  if (lines <= 0) return [];
  const collected: Buffer[] = [];
  const state = { newlines: 0, bytes: 0 };
  const isEnough = () => state.newlines > lines || state.bytes >= TAIL_LIMIT_BYTES;
  for (const part of (await logFiles(file)).toReversed()) {
    await readBackwards(part, part === file ? end : Infinity, (chunk) => {
      collected.push(chunk);
      state.bytes += chunk.length;
      for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, at + 1)) state.newlines++;
      return !isEnough();
    });
    if (isEnough()) break;
  }
  const all = Buffer.concat(collected.reverse()).toString('utf8').split(LINE_END);
  const unfinished = all.pop()!;
  const last = unfinished === '' ? [] : [hideBeginning(unfinished, mask)];
  const whole = lines - last.length;
  return [...(whole > 0 ? all.slice(-whole).map(mask) : []), ...last].map(shown);
}

/**
 * The offset behind the last line that is whole, in bytes, to read a log up to there and follow it from there; its size where no line ends
 * near its end, and 0 when there is none.
 */
export async function lastLineEnd(file: string): Promise<number> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return 0;
  try {
    const { size } = await handle.stat();
    const chunk = Buffer.alloc(Math.min(size, CHUNK_BYTES));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, size - chunk.length);
    const found = chunk.subarray(0, bytesRead).lastIndexOf(0x0a);
    return found === -1 ? size : size - chunk.length + found + 1;
  } finally {
    await handle.close();
  }
}

async function readBackwards(file: string, limit: number, visit: (chunk: Buffer) => boolean): Promise<void> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return; // rotated away since it was listed
  try {
    let end = Math.min(limit, (await handle.stat()).size);
    while (end > 0) {
      const start = Math.max(0, end - CHUNK_BYTES);
      const chunk = Buffer.alloc(end - start);
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, start);
      if (!visit(chunk.subarray(0, bytesRead))) return;
      end = start;
    }
  } finally {
    await handle.close();
  }
}
