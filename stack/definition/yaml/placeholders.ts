import type { TextEdit } from './edited-text';

/**
 * `{ port: ${PORT_OFFSET}+7200 }`: the braces of a placeholder end a plain scalar in a flow collection, so YAML rejects what
 * users write and their launchers substitute beforehand. Returns the edits that put such values in quotes.
 *
 * One pass over the text, linear: a light scanner that knows flow depth, quotes, comments and block scalars.
 */
export function quotePlaceholdersInFlow(text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const opening = valueStart(text, at, lineEnd);
    const character = text[opening];
    if (character === '{' || character === '[') {
      at = scanFlow(text, opening, edits);
    } else if ((character === '|' || character === '>') && opening < lineEnd) {
      at = skipBlockScalar(text, lineEnd, indentation(text, at));
    } else if ((character === '"' || character === "'") && opening < lineEnd) {
      at = Math.max(skipQuoted(text, opening), lineEnd + 1);
    } else {
      at = lineEnd + 1;
    }
  }
  return edits;
}

/** The first character of the line's value: behind `- `, `key: ` and anchors. */
function valueStart(text: string, start: number, end: number): number {
  const line = text.slice(start, end);
  const match = /^\s*(?:-[ \t]+)*(?:[\w.$/-]{1,80}[ \t]{0,8}:[ \t]+)?(?:&\S{1,80}[ \t]+)?/.exec(line);
  return start + (match?.[0].length ?? 0);
}

function scanFlow(text: string, start: number, edits: TextEdit[]): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '{' || character === '[') {
      depth++;
      at++;
    } else if (character === '}' || character === ']') {
      at++;
      if (--depth === 0) return at;
    } else if (character === ',' || character === ':' || /\s/.test(character)) {
      at++;
    } else if (character === '#' && /\s/.test(text[at - 1] ?? ' ')) {
      at = endOfLine(text, at);
    } else if (character === '"' || character === "'") {
      at = skipQuoted(text, at);
    } else {
      at = scanPlain(text, at, edits);
    }
  }
  return at;
}

function scanPlain(text: string, start: number, edits: TextEdit[]): number {
  let at = start;
  let placeholder = false;
  while (at < text.length) {
    if (text.startsWith('${', at)) {
      const close = closingBrace(text, at + 1);
      if (close < 0) break;
      placeholder = true;
      at = close + 1;
      continue;
    }
    const character = text[at]!;
    if (character === ',' || character === '[' || character === ']' || character === '{' || character === '}') break;
    if (character === '\n' || character === '\r') break;
    if (character === ':' && /[\s,}\]]/.test(text[at + 1] ?? ' ')) break;
    if (character === '#' && /\s/.test(text[at - 1] ?? '')) break;
    at++;
  }
  if (placeholder) {
    let end = at;
    while (end > start && /\s/.test(text[end - 1]!)) end--;
    const quote = text.slice(start, end).includes('"') ? "'" : '"';
    edits.push({ range: { start, end: start }, newText: quote }, { range: { start: end, end }, newText: quote });
  }
  return Math.max(at, start + 1);
}

/** The `}` that closes the `{` at `open`, on the same line; -1 without one. */
function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length && at - open < 500; at++) {
    const character = text[at];
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
    else if (character === '\n') return -1;
  }
  return -1;
}

function skipQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at + 1;
  }
  return endOfLine(text, start);
}

function skipBlockScalar(text: string, lineEnd: number, parentIndentation: number): number {
  let at = lineEnd + 1;
  while (at < text.length) {
    const end = endOfLine(text, at);
    if (text.slice(at, end).trim() !== '' && indentation(text, at) <= parentIndentation) return at;
    at = end + 1;
  }
  return at;
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Leading spaces of the line that starts at `at`. */
export function indentation(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ') end++;
  return end - at;
}
