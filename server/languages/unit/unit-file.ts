import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** One `Key=value` of a systemd unit. */
export interface UnitEntry {
  readonly section: string;
  readonly key: string;
  readonly keyRange: TextRange;
  /** Continued lines joined by one blank each, as systemd reads them; comments between them left out. */
  readonly value: string;
  /** From the first to the last character of the value, continuation lines included. */
  readonly valueRange: TextRange;
  /** The whole entry with its line end. */
  readonly lines: TextRange;
}

export interface UnitSection {
  readonly name: string;
  /** The header's line without its end. */
  readonly header: TextRange;
  /** Behind the last entry of the section (or its header): where a new line goes. */
  readonly end: number;
}

/** A systemd unit or drop-in, as it is written. Plain data. */
export interface UnitFile {
  /** Path below the project's root. */
  readonly path: string;
  readonly sections: readonly UnitSection[];
  readonly entries: readonly UnitEntry[];
}

const UNIT_PATH = /\.(?:service|socket|timer|mount|automount|path|target|slice|swap)$/;
const DROP_IN_PATH = /\.(?:service|socket|timer|mount|automount|path|target|slice|swap|scope)\.d\/[^/]+\.conf$/;
const HEADER = /^\[(?:Unit|Service|Socket|Timer|Mount|Automount|Path|Slice|Swap|Install)\][ \t]*\r?$/m;

/** Is a file a unit, by path and content? Other files end in `.service` or `.target`, too. */
export function looksLikeUnit(path: string, text: string): boolean {
  return (UNIT_PATH.test(path) || DROP_IN_PATH.test(path)) && HEADER.test(text);
}

/** `agent.service` for `units/agent.service.d/limits.conf`; null for files that are no drop-ins. */
export function unitOfDropIn(path: string): string | null {
  return /([^/]+)\.d\/[^/]+\.conf$/.exec(path)?.[1] ?? null;
}

/** `agent.service` for `deploy/agent.service`. */
export function unitName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Reads a unit as systemd does: sections may come several times, lines that end with `\` go on, lines that begin with `#` or `;` are comments wherever they
 * stand. Lines that are neither are passed over.
 */
export function readUnit(path: string, text: string): UnitFile {
  const sections: UnitSection[] = [];
  const entries: UnitEntry[] = [];
  let section: { name: string; header: TextRange; end: number } | null = null;
  for (let at = 0; at < text.length;) {
    const line = lineAt(text, at);
    const content = text.slice(line.start, line.end);
    const header = /^[ \t]*\[([^\]\r\n]+)\][ \t]*$/.exec(content);
    const entry = header === null && !isComment(content) ? /^[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*/.exec(content) : null;
    if (header !== null) {
      if (section !== null) sections.push(section);
      section = { name: header[1] ?? '', header: { start: line.start, end: line.end }, end: line.next };
    } else if (entry !== null && section !== null) {
      const key = entry[1] ?? '';
      const keyStart = line.start + entry[0].indexOf(key);
      const value = readValue(text, line.start + entry[0].length, line);
      entries.push({
        section: section.name,
        key,
        keyRange: { start: keyStart, end: keyStart + key.length },
        value: value.text,
        valueRange: value.range,
        lines: { start: line.start, end: value.next },
      });
      section.end = value.next;
      at = value.next;
      continue;
    }
    at = line.next;
  }
  if (section !== null) sections.push(section);
  return { path, sections, entries };
}

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  /** The start of the line behind it. */
  readonly next: number;
}

function lineAt(text: string, start: number): Line {
  const feed = text.indexOf('\n', start);
  const next = feed === -1 ? text.length : feed + 1;
  const end = feed === -1 ? text.length : text[feed - 1] === '\r' && feed > start ? feed - 1 : feed;
  return { start, end, next };
}

function isComment(line: string): boolean {
  return /^[ \t]*[#;]/.test(line);
}

function readValue(text: string, start: number, first: Line): { text: string; range: TextRange; next: number } {
  const parts: string[] = [];
  let line = first;
  let from = start;
  let end = start;
  for (;;) {
    const content = text.slice(from, line.end);
    const goesOn = content.endsWith('\\');
    const part = (goesOn ? content.slice(0, -1) : content).trim();
    if (part !== '') {
      parts.push(part);
      end = from + content.indexOf(part) + part.length;
    }
    if (!goesOn || line.next >= text.length) break;
    let next = lineAt(text, line.next);
    while (isComment(text.slice(next.start, next.end)) && next.next < text.length) next = lineAt(text, next.next);
    if (isComment(text.slice(next.start, next.end))) break;
    line = next;
    from = next.start;
  }
  return { text: parts.join(' '), range: { start, end: Math.max(start, end) }, next: line.next };
}
