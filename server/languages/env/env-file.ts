import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** One `NAME=value` line of a .env file. */
export interface EnvFileEntry {
  readonly name: string;
  readonly nameRange: TextRange;
  /** Without quotes and trailing comment; escapes are left as written. */
  readonly value: string;
  /** The value without its quotes. */
  readonly valueRange: TextRange;
  readonly quote: '"' | "'" | null;
  readonly line: TextRange;
}

export interface EnvFile {
  readonly entries: readonly EnvFileEntry[];
}

const ENTRY = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*/;

/** Reads a .env file line by line; lines that are no assignment are passed over. Quoted values may span lines. */
export function readEnvFile(text: string): EnvFile {
  const entries: EnvFileEntry[] = [];
  let lineStart = 0;
  while (lineStart < text.length) {
    let lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd === -1) lineEnd = text.length;
    const contentEnd = text[lineEnd - 1] === '\r' && lineEnd > lineStart ? lineEnd - 1 : lineEnd;
    const match = ENTRY.exec(text.slice(lineStart, contentEnd));
    if (match?.[1] === undefined) {
      lineStart = lineEnd + 1;
      continue;
    }
    const nameStart = lineStart + match[0].indexOf(match[1]);
    const valueStart = lineStart + match[0].length;
    const { range, quote, end } = readValue(text, valueStart, contentEnd);
    entries.push({
      name: match[1],
      nameRange: { start: nameStart, end: nameStart + match[1].length },
      value: text.slice(range.start, range.end),
      valueRange: range,
      quote,
      line: { start: lineStart, end: Math.max(contentEnd, end) },
    });
    const next = text.indexOf('\n', Math.max(contentEnd, end));
    lineStart = next === -1 ? text.length : next + 1;
  }
  return { entries };
}

function readValue(
  text: string,
  start: number,
  lineEnd: number,
): { range: TextRange; quote: '"' | "'" | null; end: number } {
  const first = text[start];
  if (first === '"' || first === "'") {
    const close = closingQuote(text, start + 1, first);
    if (close !== -1) return { range: { start: start + 1, end: close }, quote: first, end: close + 1 };
  }
  let end = lineEnd;
  const comment = /[ \t]#/.exec(text.slice(start, lineEnd));
  if (comment !== null) end = start + comment.index;
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return { range: { start, end }, quote: null, end };
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
