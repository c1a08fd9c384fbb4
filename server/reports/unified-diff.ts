import { type LineChange, diffLines, splitLines } from '../documents/line-diff';

const CONTEXT = 3;

/** A patch that `patch -p1` and `git apply` take; the empty string when nothing differs. `before` is null for a new file. */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  const [a, b] = [splitLines(before ?? ''), splitLines(after)];
  const changes = diffLines(a, b);
  if (changes.length === 0) return '';
  const lines = [before === null ? '--- /dev/null' : `--- a/${path}`, `+++ b/${path}`];
  for (const hunk of hunks(changes)) lines.push(...hunkLines(hunk, a, b));
  return `${lines.join('\n')}\n`;
}

/** Changes whose contexts would touch make one hunk. */
function hunks(changes: readonly LineChange[]): LineChange[][] {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const last = groups[groups.length - 1];
    const previous = last?.[last.length - 1];
    if (last !== undefined && previous !== undefined && change.oldStart - previous.oldEnd <= 2 * CONTEXT)
      last.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunkLines(hunk: readonly LineChange[], a: readonly string[], b: readonly string[]): string[] {
  const first = hunk[0] as LineChange;
  const last = hunk[hunk.length - 1] as LineChange;
  const oldStart = Math.max(0, first.oldStart - CONTEXT);
  const newStart = Math.max(0, first.newStart - CONTEXT);
  const oldEnd = Math.min(a.length, last.oldEnd + CONTEXT);
  const newEnd = Math.min(b.length, last.newEnd + CONTEXT);
  const lines = [`@@ -${extent(oldStart, oldEnd)} +${extent(newStart, newEnd)} @@`];
  let at = oldStart;
  const add = (sign: string, line: string): void => {
    if (line.endsWith('\n')) lines.push(sign + line.slice(0, -1));
    else lines.push(sign + line, '\\ No newline at end of file');
  };
  for (const change of hunk) {
    for (; at < change.oldStart; at++) add(' ', a[at] ?? '');
    for (; at < change.oldEnd; at++) add('-', a[at] ?? '');
    for (let line = change.newStart; line < change.newEnd; line++) add('+', b[line] ?? '');
  }
  for (; at < oldEnd; at++) add(' ', a[at] ?? '');
  return lines;
}

function extent(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
