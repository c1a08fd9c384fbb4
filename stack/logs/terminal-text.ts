/* eslint-disable no-control-regex -- control characters are what this is about */

/** Colours and emphasis: `ESC [ … m`. */
const STYLE = /\x1b\[[\d;:]*m/g;
/** Whatever else begins with ESC or its one-character forms: cursor movements, titles, the clipboard, answers typed as if by the user. */
const SEQUENCE =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?|[\x80-\x9f]/g;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/g;

/**
 * An agent's line made fit to be printed: what could move the cursor, change the terminal or write its clipboard is taken out, and other
 * control characters are shown as their symbols. Colours stay where `colors` is set, and end with the line.
 */
export function printable(line: string, colors: boolean): string {
  if (!/[\x00-\x08\x0a-\x1f\x7f-\x9f]/.test(line)) return line;
  const parts: string[] = [];
  let at = 0;
  let isStyled = false;
  for (const style of line.matchAll(STYLE)) {
    parts.push(clean(line.slice(at, style.index)));
    if (colors) parts.push(style[0]);
    isStyled = colors;
    at = style.index + style[0].length;
  }
  parts.push(clean(line.slice(at)));
  return parts.join('') + (isStyled ? '\x1b[0m' : '');
}

function clean(text: string): string {
  return text
    .replace(SEQUENCE, '')
    .replace(CONTROL, (character) =>
      character === '\x7f' ? '\u2421' : String.fromCodePoint(0x2400 + character.codePointAt(0)!),
    );
}
