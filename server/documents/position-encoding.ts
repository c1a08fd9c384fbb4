import type { LineIndex, Position } from './line-index';

/** The unit in which a client counts characters, negotiated at `initialize`. */
export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

/** Converts a client's position to an offset in UTF-16 code units. Out-of-range positions are clamped. */
export function offsetFromClient(
  text: string,
  lines: LineIndex,
  position: Position,
  encoding: PositionEncoding,
): number {
  if (encoding === 'utf-16') return lines.offsetAt(position);
  const start = lines.offsetAt({ line: position.line, character: 0 });
  const end = position.line < lines.lineCount ? lines.lineEnd(position.line) : start;
  let units = 0;
  let at = start;
  while (at < end && units < position.character) {
    const codePoint = text.codePointAt(at) ?? 0;
    units += encodedLength(codePoint, encoding);
    at += codePoint > 0xffff ? 2 : 1;
  }
  return at;
}

/** Converts an offset in UTF-16 code units to a position in the client's unit. */
export function positionForClient(
  text: string,
  lines: LineIndex,
  offset: number,
  encoding: PositionEncoding,
): Position {
  const position = lines.positionAt(offset);
  if (encoding === 'utf-16') return position;
  const start = lines.lineStart(position.line);
  let character = 0;
  for (let at = start; at < start + position.character;) {
    const codePoint = text.codePointAt(at) ?? 0;
    character += encodedLength(codePoint, encoding);
    at += codePoint > 0xffff ? 2 : 1;
  }
  return { line: position.line, character };
}

function encodedLength(codePoint: number, encoding: 'utf-8' | 'utf-32'): number {
  if (encoding === 'utf-32') return 1;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
