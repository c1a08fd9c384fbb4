/** Differences beyond this many lines are told as a number, not line by line. */
const MOST_CHANGES = 500;
const CONTEXT = 3;

/**
 * A unified diff of two texts without its header; null when they differ in so much that it says nothing. Line ends do not count as a
 * difference of their own.
 */
export function unifiedDiff(before: string, after: string): string[] | null {
  const a = before.split(/\r?\n/);
  const b = after.split(/\r?\n/);
  const edits = shortestEdit(a, b);
  return edits && hunks(edits);
}

interface Edit {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
  /** 0-based line before and after. */
  readonly a: number;
  readonly b: number;
}

/** Myers' algorithm: the fewest lines to take out and put in. */
function shortestEdit(a: readonly string[], b: readonly string[]): Edit[] | null {
  const trace: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_CHANGES); d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace);
    }
    reach = new Map(reach);
  }
  return null;
}

function backtrack(a: readonly string[], b: readonly string[], trace: readonly ReadonlyMap<number, number>[]): Edit[] {
  const edits: Edit[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const fromX = d === 0 ? 0 : (reach.get(down ? k + 1 : k - 1) ?? 0);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) edits.push({ mark: ' ', text: a[--x]!, a: x, b: --y });
    if (d === 0) break;
    if (down) edits.push({ mark: '+', text: b[--y]!, a: x, b: y });
    else edits.push({ mark: '-', text: a[--x]!, a: x, b: y });
  }
  return edits.reverse();
}

function hunks(edits: readonly Edit[]): string[] {
  const lines: string[] = [];
  const isNear = (index: number) =>
    edits.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' ');
  let open = false;
  edits.forEach((edit, index) => {
    const near = isNear(index);
    if (near && !open) lines.push(`@@ line ${edit.a + 1} @@`);
    if (near) lines.push(`${edit.mark}${edit.text}`);
    open = near;
  });
  return lines;
}
