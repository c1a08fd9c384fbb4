import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** Texts below this length are searched anew: comparing would cost as much. */
const WORTH_COMPARING = 4000;
const STEP = 512;

/**
 * A search for things that never cross a line end. A text much like the one searched before (an edit later) is searched in the changed lines alone;
 * what was found around them is taken over.
 */
export class LineSearch<T> {
  private text = '';
  private found: readonly T[] = [];

  constructor(
    private readonly find: (text: string) => readonly T[],
    private readonly placeOf: (found: T) => TextRange,
    private readonly moved: (found: T, by: number) => T,
  ) {}

  /** All that is found, in the order of the text. */
  search(text: string): readonly T[] {
    if (text === this.text) return this.found;
    const found = this.findChanged(text) ?? this.find(text);
    this.text = text;
    this.found = found;
    return found;
  }

  private findChanged(text: string): readonly T[] | null {
    const old = this.text;
    if (Math.min(text.length, old.length) < WORTH_COMPARING) return null;
    const same = commonStart(old, text);
    const sameEnd = commonEnd(old, text, Math.min(old.length, text.length) - same);
    const start = same === 0 ? 0 : text.lastIndexOf('\n', same - 1) + 1;
    const newLineEnd = text.indexOf('\n', text.length - sameEnd);
    const end = newLineEnd === -1 ? text.length : newLineEnd;
    if (end - start > text.length / 2) return null;
    const by = text.length - old.length;
    const before = this.found.filter((each) => this.placeOf(each).end <= start);
    const behind = this.found.filter((each) => this.placeOf(each).start >= end - by);
    const between = this.find(text.slice(start, end)).map((each) => this.moved(each, start));
    return [...before, ...between, ...(by === 0 ? behind : behind.map((each) => this.moved(each, by)))];
  }
}

/** How many characters two texts have in common from their starts. */
function commonStart(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at + STEP <= limit && a.slice(at, at + STEP) === b.slice(at, at + STEP)) at += STEP;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** How many characters two texts have in common from their ends, at most `limit`. */
function commonEnd(a: string, b: string, limit: number): number {
  let count = 0;
  while (
    count + STEP <= limit &&
    a.slice(a.length - count - STEP, a.length - count) === b.slice(b.length - count - STEP, b.length - count)
  )
    count += STEP;
  while (count < limit && a.charCodeAt(a.length - count - 1) === b.charCodeAt(b.length - count - 1)) count++;
  return count;
}
