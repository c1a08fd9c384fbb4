import { createReadStream } from 'node:fs';
import { logFiles } from './log-file';
import { LineReader } from './tail';

export interface LogMatch {
  readonly file: string;
  /** 1-based, within that file. */
  readonly line: number;
  readonly text: string;
}

export interface SearchOptions {
  /** Keep the newest matches up to this many. Default 1000. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** A test for a line: text between slashes (`/time ?out/`, flags allowed) is a regular expression, all else a substring in any case. */
export function lineMatcher(query: string): (line: string) => boolean {
  const written = /^\/(.+)\/([imsu]*)$/.exec(query);
  if (written) {
    const pattern = new RegExp(written[1]!, written[2]);
    return (line) => pattern.test(line);
  }
  const wanted = query.toLowerCase();
  return (line) => line.toLowerCase().includes(wanted);
}

/** Lines of a log and its rotated files that match, oldest first. Throws a SyntaxError for a broken regular expression. */
export async function searchLog(file: string, query: string, options: SearchOptions = {}): Promise<LogMatch[]> {
  const matches = lineMatcher(query);
  const limit = options.limit ?? 1000;
  const found: LogMatch[] = [];
  for (const part of await logFiles(file)) {
    let number = 0;
    const reader = new LineReader((text) => {
      number++;
      if (!matches(text)) return;
      found.push({ file: part, line: number, text });
      if (found.length > limit * 2) found.splice(0, found.length - limit);
    });
    for await (const chunk of createReadStream(part, { signal: options.signal })) reader.push(chunk as Buffer);
    reader.flush();
  }
  return found.slice(-limit);
}
