import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { lineEndingOf } from '../documents/line-ending';

/** Edits of YAML text that leave everything else as it is: comments, quotes, indentation, line ends. Null where no edit is safe. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * Takes one item out of a list of scalars.
 *
 * @param list the whole list (`[a, b]`, or from the first to the last item in block style).
 * @param item the item, without its quotes.
 */
export function removeListItem(text: string, list: TextRange, item: TextRange): TextEdit | null {
  return text[list.start] === '[' ? removeFromFlow(text, list, item) : removeFromBlock(text, list, item);
}

function removeFromFlow(text: string, list: TextRange, item: TextRange): TextEdit | null {
  let { start, end } = withQuotes(text, item);
  const after = /^[ \t\r\n]*,[ \t]*/.exec(text.slice(end, list.end));
  if (after) {
    end += after[0].length;
  } else {
    const before = /,?[ \t\r\n]*$/.exec(text.slice(list.start + 1, start));
    start -= before?.[0].length ?? 0;
  }
  return start > list.start && end < list.end ? { range: { start, end }, newText: '' } : null;
}

function removeFromBlock(text: string, list: TextRange, item: TextRange): TextEdit | null {
  const line = wholeLine(text, item);
  if (!/^[ \t]*-[ \t]+$/.test(text.slice(line.start, withQuotes(text, item).start))) return null;
  const isOnly =
    text.slice(list.start, list.end).trim() === text.slice(withQuotes(text, item).start, withQuotes(text, item).end) ||
    !/\n[ \t]*-[ \t]/.test(text.slice(list.start, list.end));
  if (!isOnly) return { range: line, newText: '' };
  // The last item leaves an empty list behind its key, on the key's own line.
  const key = /:([ \t]*(?:#[^\r\n]*)?)(?:\r?\n[ \t]*(?:#[^\r\n]*)?)*\r?\n[ \t]*-[ \t]+$/.exec(
    text.slice(0, withQuotes(text, item).start),
  );
  if (!key) return null;
  const end =
    line.end > line.start && text[line.end - 1] === '\n' ? line.end - (text[line.end - 2] === '\r' ? 2 : 1) : line.end;
  const comment = /#.*/.exec(key[1] ?? '')?.[0];
  return { range: { start: key.index, end }, newText: `: []${comment ? ` ${comment}` : ''}` };
}

/** The range of an entry's lines with the last line's end; null when the entry shares a line with something else. */
export function removeLines(text: string, entry: TextRange): TextEdit | null {
  const lines = wholeLine(text, entry);
  const before = text.slice(lines.start, entry.start);
  const after = text.slice(entry.end, lines.end);
  return /^[ \t]*(?:-[ \t]+)?$/.test(before) && /^["']?[ \t]*(?:#[^\n]*)?\r?\n?$/.test(after)
    ? { range: lines, newText: '' }
    : null;
}

/** From the start of the range's first line to the start of the line behind its last. */
export function wholeLine(text: string, range: TextRange): TextRange {
  const end = text.indexOf('\n', Math.max(range.end - 1, range.start));
  return { start: text.lastIndexOf('\n', range.start - 1) + 1, end: end < 0 ? text.length : end + 1 };
}

/** Adds a key below a key of a block map or in front of one in a flow map, written like its neighbour. */
export function addKey(text: string, neighbour: TextRange, key: string, value: string): TextEdit {
  const lineStart = text.lastIndexOf('\n', neighbour.start - 1) + 1;
  const before = text.slice(lineStart, neighbour.start);
  const isBlock = /^[ \t]*(?:-[ \t]+)?$/.test(before);
  if (!isBlock) return { range: { start: neighbour.start, end: neighbour.start }, newText: `${key}: ${value}, ` };
  const indentation = ' '.repeat(before.length);
  const lineEnd = lineEndingOf(text);
  return {
    range: { start: neighbour.start, end: neighbour.start },
    newText: `${key}: ${value}${lineEnd}${indentation}`,
  };
}

/** A scalar's range with its quotes, if it has any. */
export function withQuotes(text: string, { start, end }: TextRange): TextRange {
  const quote = text[start - 1];
  return (quote === '"' || quote === "'") && text[end] === quote ? { start: start - 1, end: end + 1 } : { start, end };
}
