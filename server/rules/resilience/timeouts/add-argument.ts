import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Call, CodeModel } from '../../../languages/code-model';

/** The edit that adds an argument behind the last one, in the layout of the call: on a line of its own where the others are. */
export function addArgument(code: CodeModel, call: Call, argument: string): { range: TextRange; newText: string }[] {
  const list = call.argumentList;
  if (list === null || list.hasError) return [];
  const last = list.namedChildren.filter((child) => child.type !== 'comment').at(-1);
  if (last === undefined) {
    const at = list.start + 1;
    return [{ range: { start: at, end: at }, newText: argument }];
  }
  const tail = code.text.slice(last.end, list.end);
  const trailingComma = tail.trimStart().startsWith(',');
  const ownLine = /^[^\S\r\n]*(\r?\n[ \t]*)/.exec(code.text.slice(lineBreakBefore(code, last.start), last.start + 1));
  const separator = ownLine === null ? ', ' : `,${ownLine[1]}`;
  if (trailingComma) {
    const at = last.end + tail.indexOf(',') + 1;
    return [
      { range: { start: at, end: at }, newText: ownLine === null ? ` ${argument}` : `${ownLine[1]}${argument},` },
    ];
  }
  return [{ range: { start: last.end, end: last.end }, newText: `${separator}${argument}` }];
}

/** Offset of the white space before a place, so that a line break and its indentation can be read off. */
function lineBreakBefore(code: CodeModel, at: number): number {
  let start = at;
  while (start > 0 && /[ \t\r\n]/.test(code.text[start - 1] ?? '')) start--;
  return start;
}
