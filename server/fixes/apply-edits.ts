import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { applyChanges } from '../documents/document';
import type { FileEdit } from '../rules/finding';
import { lineEndingOf } from '../documents/line-ending';

/**
 * The texts of all files that edits touch, after the edits. `textOf` gives a file's present text, null where it does not exist.
 * Throws RangeError when edits overlap, lie outside the text, or change a file that does not exist.
 */
export function applyFileEdits(
  edits: readonly FileEdit[],
  textOf: (uri: string) => string | null,
): Map<string, string> {
  const byFile = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const known = byFile.get(edit.uri);
    if (known === undefined) byFile.set(edit.uri, [edit]);
    else known.push(edit);
  }
  const results = new Map<string, string>();
  for (const [uri, own] of byFile) {
    const before = textOf(uri);
    const replacements = withoutRepeats(own.flatMap((edit) => ('range' in edit ? [edit] : [])));
    if (before === null && replacements.length > 0) throw new RangeError(`no such file: ${uri}`);
    for (const { range } of replacements) assertInside(range, before ?? '', uri);
    let text = applyChanges(before ?? '', replacements);
    for (const edit of own) if ('appendLine' in edit) text = appendLine(text, edit.appendLine);
    results.set(uri, text);
  }
  return results;
}

/** Whatever a place is that is none: a file must not be put together from it. */
function assertInside({ start, end }: TextRange, text: string, uri: string): void {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > text.length)
    throw new RangeError(`an edit from ${start} to ${end} does not fit ${uri}, which has ${text.length} characters`);
}

/** Two fixes that need the same import both bring it along; it is to be added once. */
function withoutRepeats<T extends { readonly range: TextRange; readonly newText: string }>(edits: readonly T[]): T[] {
  const seen = new Set<string>();
  return edits.filter(({ range, newText }) => {
    const key = `${range.start}:${range.end}:${newText}`;
    return !seen.has(key) && seen.add(key);
  });
}

function appendLine(text: string, line: string): string {
  if (text.split(/\r?\n/).includes(line)) return text;
  const lineEnding = lineEndingOf(text);
  const separator = text === '' || text.endsWith('\n') ? '' : lineEnding;
  return `${text}${separator}${line}${lineEnding}`;
}
