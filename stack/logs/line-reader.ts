import { StringDecoder } from 'node:string_decoder';
import { MASK, type Masker } from './mask';

/** Lines are handed on whole up to this length, in UTF-16 code units; longer ones come in pieces, for they must not fill the memory. */
export const LONGEST_LINE = 1024 * 1024;
/** No more than this of a line is shown, in UTF-16 code units. */
export const LONGEST_SHOWN = 16 * 1024;

/** \n, \r\n and the lone \r that progress bars use. */
export const LINE_END = /\r?\n|\r/;

/** How long a line without its end is held back before it is shown as it is (a prompt, a progress bar), in milliseconds. */
const STALE_MS = 1000;

export interface LineReaderOptions {
  /** Hides what must not be read; asked for anew at every use, since secrets change while a log is read. */
  readonly mask?: () => Masker;
  /** In UTF-16 code units; {@link LONGEST_LINE} when absent. */
  readonly longest?: number;
}

const nothingHidden: Masker = (text) => text;

/**
 * Bytes in, whole lines out, without their ends and with secrets hidden. Characters and secrets that an edge cuts are put together again,
 * whether it is the edge of a chunk, of a file or of a line too long to be held.
 */
export class LineReader {
  readonly #onLine: (line: string) => void;
  readonly #mask: () => Masker;
  readonly #longest: number;
  #decoder = new StringDecoder('utf8');
  #partial = '';
  /** Whether the partial line is the rest of one whose beginning was handed on. */
  #isRest = false;
  #since = 0;

  constructor(onLine: (line: string) => void, options: LineReaderOptions = {}) {
    this.#onLine = onLine;
    this.#mask = options.mask ?? (() => nothingHidden);
    this.#longest = options.longest ?? LONGEST_LINE;
  }

  push(bytes: Buffer): void {
    const text = this.#partial + this.#decoder.write(bytes);
    const lines = text.split(LINE_END);
    this.#partial = lines.pop()!;
    // A \r at the very end may be the first half of \r\n.
    if (text.endsWith('\r') && lines.length > 0) this.#partial = `${lines.pop()!}\r`;
    this.#since = performance.now();
    const mask = this.#mask();
    for (const line of lines) {
      this.#emit(mask(line));
      this.#isRest = false;
    }
    this.#cut(mask);
  }

  /** Hands on a line that has waited for its end for too long, except for what may be the beginning of a secret. */
  flushStale(): void {
    if (this.#partial === '' || performance.now() - this.#since <= STALE_MS) return;
    const mask = this.#mask();
    const kept = mask.pending?.(this.#partial) ?? 0;
    const ready = this.#partial.slice(0, this.#partial.length - kept).replace(/\r$/, '');
    this.#partial = this.#partial.slice(this.#partial.length - kept);
    if (ready === '') return;
    this.#emit(mask(ready));
    this.#isRest = true;
  }

  /** Hands on what is left, because nothing more will come. */
  flush(): void {
    const line = (this.#partial + this.#decoder.end()).replace(/\r$/, '');
    this.#decoder = new StringDecoder('utf8');
    this.#partial = '';
    const mask = this.#mask();
    if (line !== '') this.#emit(hideBeginning(line, mask));
    this.#isRest = false;
  }

  #emit(line: string): void {
    // The end of a line whose beginning was handed on already is no empty line.
    if (line !== '' || !this.#isRest) this.#onLine(line);
  }

  /**
   * Hands on the beginning of a line that is too long. It is hidden what has to be before it is cut, and only cut as far before its end
   * as the longest secret reaches.
   */
  #cut(mask: Masker): void {
    const reach = mask.reach ?? 0;
    while (this.#partial.length > this.#longest + reach) {
      const hidden = mask(this.#partial);
      const end = Math.min(this.#longest, hidden.length - reach);
      if (end > 0) this.#emit(hidden.slice(0, end));
      this.#partial = hidden.slice(Math.max(0, end));
      this.#isRest = true;
      if (end <= 0) return;
    }
  }
}

/** The last line may have been read while it was being written: what may be the beginning of a secret is hidden as well. */
export function hideBeginning(line: string, mask: Masker): string {
  const hidden = mask(line);
  const pending = mask.pending?.(hidden) ?? 0;
  return pending === 0 ? hidden : `${hidden.slice(0, -pending)}${MASK}`;
}

/** A line as it is shown: very long ones are cut, and say so. Secrets have to be hidden before. */
export function shown(line: string): string {
  if (line.length <= LONGEST_SHOWN) return line;
  return `${line.slice(0, LONGEST_SHOWN)}… (${line.length - LONGEST_SHOWN} more)`;
}
