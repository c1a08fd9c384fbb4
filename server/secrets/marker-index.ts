/** Texts are looked at in seven-bit codes: markers are ASCII. */
const CODES = 128;
const WINDOW = 4;
const BUCKETS = 0xffff;

/**
 * Finds thousands of literals in one pass over a text, by the algorithm of Wu and Manber: the last two characters of a window of four say how far
 * the next literal can be at the earliest, which for most text is beyond the window.
 */
export class MarkerIndex<T> {
  /** By the last two characters of the window: how far to move, 0 where a marker's window may end. */
  private readonly shifts = new Uint8Array(CODES * CODES).fill(WINDOW - 1);
  /** Whether any marker has a window of this hash. */
  private readonly starts = new Uint8Array(BUCKETS + 1);
  private readonly candidates = new Map<
    string,
    { readonly marker: string; readonly window: number; readonly value: T }[]
  >();

  /** Markers are ASCII, of four characters or more; one marker may have several values. */
  constructor(entries: readonly (readonly [marker: string, value: T])[]) {
    for (const [marker, value] of entries) {
      const window = rarestWindow(marker);
      const code = (at: number): number => marker.charCodeAt(window + at);
      for (let at = 1; at < WINDOW; at++) {
        const block = code(at - 1) * CODES + code(at);
        this.shifts[block] = Math.min(this.shifts[block] ?? 0, WINDOW - 1 - at);
      }
      this.starts[hash(code(0), code(1), code(2), code(3))] = 1;
      const key = marker.slice(window, window + WINDOW);
      const known = this.candidates.get(key);
      if (known === undefined) this.candidates.set(key, [{ marker, window, value }]);
      else known.push({ marker, window, value });
    }
  }

  /** Calls `found` with each value whose marker stands in the text, and where: nearly in the order of the text. */
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
        for (const { marker, window, value } of this.candidates.get(text.slice(start, end + 1)) ?? [])
          if (start >= window && text.startsWith(marker, start - window)) found(value, start - window);
      }
      end++;
    }
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  return (((a * 31 + b) * 31 + c) * 131 + d * 7) & BUCKETS;
}

/** Where in a marker the four characters stand that ordinary text holds least often, judged by the last two. */
function rarestWindow(marker: string): number {
  let best = 0;
  let least = Infinity;
  for (let at = 0; at + WINDOW <= marker.length; at++) {
    const cost = frequency(marker.charCodeAt(at + 2)) * frequency(marker.charCodeAt(at + 3));
    if (cost < least) [best, least] = [at, cost];
  }
  return best;
}

/** How common a character is in code and prose, roughly. */
function frequency(code: number): number {
  const symbol = String.fromCharCode(code);
  if ('etaoinsr'.includes(symbol)) return 8;
  if (/[a-z _]/.test(symbol)) return 4;
  return /[.'"(),=-]/.test(symbol) ? 2 : 1;
}
