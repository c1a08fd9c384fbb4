import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { LineReader, shown, type LineReaderOptions } from './line-reader';
import { lineTime } from './line-time';
import { logFiles } from './log-file';
import type { LineTest } from './pattern';

export interface LogLine {
  /** Cut where it is very long; secrets hidden. */
  readonly text: string;
  /** When it was written, as far as it or a line before it says so; else null. Milliseconds since the epoch. */
  readonly time: number | null;
}

export interface SearchOptions extends Pick<LineReaderOptions, 'mask'> {
  /** Every line where absent. It sees lines as they are shown, with secrets hidden, but whole. */
  readonly matches?: LineTest;
  /** Only lines written at that time or later; milliseconds since the epoch. */
  readonly since?: number;
  /** Only lines written before that time; milliseconds since the epoch. */
  readonly until?: number;
  /** Only what lies before this offset of the log itself, in bytes; rotated files are read whole. */
  readonly end?: number;
  /** Keep the newest lines up to this many. Default 1000. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Lines of a log and its rotated files that fit, oldest first. A line without a time of its own belongs to the one before it; where no line
 * says when it was written, the time of the last write to the file stands for all of them. Rejects when the signal is aborted.
 */
export async function searchLog(file: string, options: SearchOptions = {}): Promise<LogLine[]> {
  const { matches = () => true, since = -Infinity, until = Infinity, limit = 1000, signal } = options;
  const found: LogLine[] = [];
  const now = Date.now();
  let time: number | null = null;
  let writtenAt = now;
  const reader = new LineReader((text) => {
    time = lineTime(text, now) ?? time;
    const at = time ?? writtenAt;
    if (at < since || at >= until || !matches(text)) return;
    found.push({ text: shown(text), time });
    if (found.length > limit * 2 + 1000) found.splice(0, found.length - limit);
  }, options);
  for (const part of await logFiles(file)) {
    const written = await stat(part).catch(() => null);
    if (written === null || written.mtimeMs < since) continue; // rotated away, or too old as a whole
    writtenAt = written.mtimeMs;
    try {
      // In small bites: between them others in this process have their turn.
      const end = part === file && options.end !== undefined ? options.end - 1 : Infinity; // inclusive, as streams want it
      if (end < 0) continue;
      const chunks = createReadStream(part, { highWaterMark: CHUNK_BYTES, signal, end });
      for await (const chunk of chunks) reader.push(chunk as Buffer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // rotated away just now
    }
  }
  reader.flush();
  return limit <= 0 ? [] : found.slice(-limit);
}
