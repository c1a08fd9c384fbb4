/** Where in a YAML file somebody is about to write, as far as its lines tell. The file need not parse. Offsets as everywhere. */
export interface KeyPlace {
  /** Keys from the top to the map that holds the place. */
  readonly path: readonly string[];
  /** Keys of that map that are written already, the one at the place left out. */
  readonly siblings: readonly string[];
  /** The word at the place, so far as it is written: a key or a value. */
  readonly word: { readonly start: number; readonly end: number };
  /** The key whose value is written here; null where a key is. */
  readonly valueOf: string | null;
}

interface KeyLine {
  readonly indentation: number;
  readonly key: string | null;
}

const KEY = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z_][\w.-]*))\s*:(?=\s|$)/;
const WORD = /[\w.-]*/y;
/** How far up parents are looked for. */
const MOST_LINES = 5_000;

/** Null in comments, and where neither a key nor a plain value can be meant. */
export function keyPlaceAt(text: string, offset: number): KeyPlace | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(?:^|\s)#/.test(before)) return null;
  const typed = /[\w.-]*$/.exec(before)![0];
  WORD.lastIndex = offset;
  const word = { start: offset - typed.length, end: offset + WORD.exec(text)![0].length };
  const opened = openedBraces(before);
  if (opened === null) return null;
  const [indentation, head] = afterDashes(before);
  const lines = linesAround(text, lineStart);
  if (opened.length > 0) return inBraces(head, opened, indentation, lines, word);
  const value = KEY.exec(head);
  if (value) {
    const rest = head.slice(value[0].length);
    if (!/^\s+[\w.-]*$/.test(rest)) return null;
    const { path, siblings } = parents(lines, indentation);
    const key = keyOf(value);
    return { path, siblings: siblings.filter((other) => other !== key), word, valueOf: key };
  }
  if (!/^[\w.-]*$/.test(head)) return null;
  // Behind a list's dash a new map begins: what stands above belongs to the item before.
  const isNewItem = /^\s*-\s/.test(before);
  const { path, siblings } = parents(lines, indentation, isNewItem);
  return { path, siblings, word, valueOf: null };
}

interface Lines {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

function linesAround(text: string, lineStart: number): Lines {
  const lineEnd = text.indexOf('\n', lineStart);
  const above = text.slice(0, Math.max(0, lineStart - 1)).split('\n');
  const below = lineEnd < 0 ? [] : text.slice(lineEnd + 1).split('\n', MOST_LINES);
  return { above: lineStart === 0 ? [] : above.slice(-MOST_LINES), below };
}

/** Where the content of a line begins, behind the dashes of lists, and the content. */
function afterDashes(line: string): [indentation: number, content: string] {
  const lead = /^\s*(?:-\s+)*/.exec(line)![0];
  return [lead.length, line.slice(lead.length)];
}

function keyLine(line: string): KeyLine | null {
  const [indentation, content] = afterDashes(line.replace(/\r$/, ''));
  if (content === '' || content.startsWith('#')) return null;
  const key = KEY.exec(content);
  return { indentation, key: key && keyOf(key) };
}

function parents(lines: Lines, indentation: number, isNewItem = false): { path: string[]; siblings: string[] } {
  const path: string[] = [];
  const siblings: string[] = [];
  let level = indentation;
  for (let index = lines.above.length - 1; index >= 0 && level > 0; index--) {
    const line = keyLine(lines.above[index]!);
    if (!line) continue;
    const dash = /^\s*-\s/.test(lines.above[index]!);
    if (line.indentation === indentation && level === indentation && line.key !== null && !isNewItem) {
      siblings.push(line.key);
      if (dash) isNewItem = true; // the item begins here
    }
    const outer = lines.above[index]!.length - lines.above[index]!.trimStart().length;
    if (outer < level && line.indentation < level && line.key !== null) {
      path.unshift(line.key);
      level = outer;
    } else if (dash && outer < level) level = Math.min(level, outer + 1);
  }
  if (indentation === 0) for (const line of lines.above) push(siblings, keyLine(line), 0);
  for (const text of lines.below) {
    const line = keyLine(text);
    if (!line) continue;
    if (line.indentation < indentation || (/^\s*-\s/.test(text) && line.indentation <= indentation)) break;
    push(siblings, line, indentation);
  }
  return { path, siblings };
}

function push(siblings: string[], line: KeyLine | null, indentation: number): void {
  if (line?.indentation === indentation && line.key !== null) siblings.push(line.key);
}

/** Offsets of the braces that are open at the end of a line; null inside a list in brackets or a text. */
function openedBraces(line: string): number[] | null {
  const open: number[] = [];
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (character === '"' || character === "'") {
      const end = line.indexOf(character, at + 1);
      if (end < 0) return null;
      at = end;
    } else if (character === '{' && line[at - 1] !== '$') open.push(at);
    else if (character === '[') open.push(-1);
    else if (character === '}' || character === ']') open.pop();
  }
  return open.includes(-1) ? null : open;
}

function inBraces(
  head: string,
  opened: readonly number[],
  indentation: number,
  lines: Lines,
  word: KeyPlace['word'],
): KeyPlace | null {
  const { path } = parents(lines, indentation);
  let from = 0;
  for (const brace of opened) {
    const key = /(?:^|[{,\s])([A-Za-z_][\w.-]*)\s*:\s*$/.exec(head.slice(from, brace - indentation));
    if (key) path.push(key[1]!);
    from = brace - indentation + 1;
  }
  const inside = head.slice(from);
  const siblings = [...inside.matchAll(/(?:^|,)\s*([A-Za-z_][\w.-]*)\s*:/g)].map(([, key]) => key!);
  const value = /(?:^|,)\s*([A-Za-z_][\w.-]*)\s*:\s+[\w.-]*$/.exec(inside);
  if (value) return { path, siblings: siblings.filter((key) => key !== value[1]), word, valueOf: value[1]! };
  return /(?:^|,)\s*[\w.-]*$/.test(inside) ? { path, siblings, word, valueOf: null } : null;
}

function keyOf(match: RegExpExecArray): string {
  return match[1] ?? match[2] ?? match[3]!;
}
