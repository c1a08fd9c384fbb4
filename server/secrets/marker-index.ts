/** Texts are looked at in seven-bit codes: markers are ASCII. */
const CODES = 128;
const WINDOW = 4;
const BUCKETS = 0xffff;

/**
 * Finds thousands of literals in one pass over a text, by the algorithm of Wu and Manber: the last two characters of a window of four say how far
 * the next literal can be at the earliest, which for most text is beyond the window.
 */
export class MarkerIndex<T> {
  /** By the last two characters of the window: how far to move, 0 where a marker's first four may end. */
  private readonly shifts = new Uint8Array(CODES * CODES).fill(WINDOW - 1);
  /** Whether any marker has first four characters of this hash. */
  private readonly starts = new Uint8Array(BUCKETS + 1);
  private readonly candidates = new Map<string, { readonly marker: string; readonly value: T }[]>();

  /** Markers are ASCII, of four characters or more; one marker may have several values. */
  constructor(entries: readonly (readonly [marker: string, value: T])[]) {
    for (const [marker, value] of entries) {
      const code = (at: number): number => marker.charCodeAt(at);
      for (let at = 1; at < WINDOW; at++) {
        const block = code(at - 1) * CODES + code(at);
        this.shifts[block] = Math.min(this.shifts[block] ?? 0, WINDOW - 1 - at);
      }
      this.starts[hash(code(0), code(1), code(2), code(3))] = 1;
      const start = marker.slice(0, WINDOW);
      const known = this.candidates.get(start);
      if (known === undefined) this.candidates.set(start, [{ marker, value }]);
      else known.push({ marker, value });
    }
  }

  /** Calls `found` with each value whose marker stands in the text, and where, in the order of the text. */
  search(text: string, found: (value: T, at: number) => void): void {
    const { shifts, starts } = this;
    const { length } = text;
    let end = WINDOW - 1;
    while (end < length) {
      const last = text.charCodeAt(end);
      const before = text.charCodeAt(end - 1);
      if (last >= CODES || before >= CODES) {
        end += last >= CODES ? WINDOW : WINDOW - 1;
        continue;
      }
      const shift = shifts[before * CODES + last] ?? 0;
      if (shift > 0) {
        end += shift;
        continue;
      }
      if (starts[hash(text.charCodeAt(end - 3), text.charCodeAt(end - 2), before, last)] === 1) {
        const start = end - WINDOW + 1;
        for (const { marker, value } of this.candidates.get(text.slice(start, end + 1)) ?? [])
          if (text.startsWith(marker, start)) found(value, start);
      }
      end++;
    }
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  return (((a * 31 + b) * 31 + c) * 131 + d * 7) & BUCKETS;
}
