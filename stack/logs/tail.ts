import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { logFiles } from './log-file';

const CHUNK_BYTES = 64 * 1024;
/** However many lines are asked for, no more than this is read. */
const TAIL_LIMIT_BYTES = 16 * 1024 * 1024;
/** Longer lines are cut: a progress bar without line ends must not fill the memory. In UTF-16 code units. */
export const LONGEST_LINE = 16 * 1024;

/** Splits on \n, \r\n and the lone \r that progress bars use. */
const LINE_END = /\r?\n|\r/;

/**
 * The last lines of a log, oldest first, without line ends. Read backwards from the end, over rotated files where the log itself
 * holds fewer. Empty when there is no log.
 */
export async function tail(file: string, lines: number): Promise<string[]> {
  const collected: Buffer[] = [];
  const state = { newlines: 0, bytes: 0 };
  for (const part of (await logFiles(file)).toReversed()) {
    await readBackwards(part, (chunk) => {
      collected.unshift(chunk);
      state.bytes += chunk.length;
      for (const byte of chunk) if (byte === 0x0a) state.newlines++;
      return state.newlines <= lines && state.bytes < TAIL_LIMIT_BYTES;
    });
    if (state.newlines > lines || state.bytes >= TAIL_LIMIT_BYTES) break;
  }
  const all = Buffer.concat(collected).toString('utf8').split(LINE_END);
  if (all.at(-1) === '') all.pop();
  return lines <= 0 ? [] : all.slice(-lines).map(clip);
}

async function readBackwards(file: string, visit: (chunk: Buffer) => boolean): Promise<void> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return; // rotated away since it was listed
  try {
    let end = (await handle.stat()).size;
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

export interface FollowOptions {
  /** Byte offset to begin at; the present end when absent. */
  readonly from?: number;
  /** Milliseconds between two looks. Default 150. */
  readonly pollMs?: number;
}

/**
 * Calls `onLine` for every line that is written from now on, until `signal` is aborted; then it resolves. Waits for a log that does
 * not exist yet, and begins anew when the log is truncated or replaced. Polls, because change notifications are not to be had on
 * network file systems and get lost under load.
 */
export async function follow(
  file: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
  options: FollowOptions = {},
): Promise<void> {
  const reader = new LineReader(onLine);
  const first = await open(file, 'r').catch(() => null);
  let offset = options.from ?? (first ? (await first.stat()).size : 0);
  let inode = first ? (await first.stat()).ino : null;
  await first?.close();
  while (!signal.aborted) {
    const handle = await open(file, 'r').catch(() => null);
    if (handle) {
      try {
        const { size, ino } = await handle.stat();
        if (size < offset || (inode !== null && ino !== inode)) offset = 0;
        inode = ino;
        offset = await readForward(handle, offset, reader, signal);
      } finally {
        await handle.close();
      }
    }
    await delay(options.pollMs ?? 150, undefined, { signal }).catch(() => undefined);
    reader.flushStale();
  }
  reader.flush();
}

async function readForward(
  handle: Awaited<ReturnType<typeof open>>,
  from: number,
  reader: LineReader,
  signal: AbortSignal,
): Promise<number> {
  let offset = from;
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  while (!signal.aborted) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset);
    if (bytesRead === 0) break;
    reader.push(chunk.subarray(0, bytesRead));
    offset += bytesRead;
  }
  return offset;
}

/** How long a line without its end is held back before it is shown as it is (a prompt, a progress bar). */
const STALE_MS = 1000;

/** Bytes in, whole lines out; characters cut by a chunk's edge are put together again. */
export class LineReader {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #partial = '';
  #since = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(bytes: Buffer): void {
    const text = this.#partial + this.#decoder.write(bytes);
    const lines = text.split(LINE_END);
    this.#partial = lines.pop()!;
    // A \r at the very end may be the first half of \r\n.
    if (text.endsWith('\r') && lines.length > 0) this.#partial = `${lines.pop()!}\r`;
    this.#since = performance.now();
    for (const line of lines) this.#onLine(clip(line));
    if (this.#partial.length > LONGEST_LINE) this.flush();
  }

  flushStale(): void {
    if (this.#partial !== '' && performance.now() - this.#since > STALE_MS) this.flush();
  }

  flush(): void {
    const line = this.#partial.replace(/\r$/, '');
    this.#partial = '';
    if (line !== '') this.#onLine(clip(line));
  }
}

function clip(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}… (${line.length - LONGEST_LINE} more)` : line;
}
