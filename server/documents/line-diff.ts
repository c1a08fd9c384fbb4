/** A run of lines that differ: 0-based line numbers, ends exclusive. */
export interface LineChange {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** More differences than this are shown as one block: the time grows with their square. */
const MAX_EDITS = 2_000;

/** The lines that differ between two texts, as few as possible (Myers' algorithm), in order. */
export function diffLines(before: readonly string[], after: readonly string[]): LineChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let oldEnd = before.length;
  let newEnd = after.length;
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  if (start === oldEnd && start === newEnd) return [];
  const middle = shortestEdits(before.slice(start, oldEnd), after.slice(start, newEnd));
  if (middle === null) return [{ oldStart: start, oldEnd, newStart: start, newEnd }];
  return middle.map((change) => ({
    oldStart: change.oldStart + start,
    oldEnd: change.oldEnd + start,
    newStart: change.newStart + start,
    newEnd: change.newEnd + start,
  }));
}

/** Splits a text into lines that keep their line ends. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function shortestEdits(a: readonly string[], b: readonly string[]): LineChange[] | null {
  const trace: Map<number, number>[] = [];
  const furthest = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= Math.min(a.length + b.length, MAX_EDITS); edits++) {
    trace.push(new Map(furthest));
    for (let k = -edits; k <= edits; k += 2) {
      let x = goesDown(furthest, k, edits) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
  }
  return null;
}

function goesDown(furthest: ReadonlyMap<number, number>, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function backtrack(trace: readonly ReadonlyMap<number, number>[], oldLength: number, newLength: number): LineChange[] {
  const changes: { oldStart: number; oldEnd: number; newStart: number; newEnd: number }[] = [];
  let x = oldLength;
  let y = newLength;
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const furthest = trace[edits] as ReadonlyMap<number, number>;
    const k = x - y;
    const down = goesDown(furthest, k, edits);
    const previousX = furthest.get(down ? k + 1 : k - 1) ?? 0;
    const previousY = previousX - (down ? k + 1 : k - 1);
    const [changeX, changeY] = down ? [previousX, previousY + 1] : [previousX + 1, previousY];
    const last = changes[0];
    if (last !== undefined && last.oldStart === changeX && last.newStart === changeY) {
      last.oldStart = previousX;
      last.newStart = previousY;
    } else changes.unshift({ oldStart: previousX, oldEnd: changeX, newStart: previousY, newEnd: changeY });
    x = previousX;
    y = previousY;
  }
  return changes;
}
