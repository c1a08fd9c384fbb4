import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Call, CodeModel } from '../../../languages/code-model';

interface Edit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * The edits that add an argument behind the last one, in the layout of the call: on a line of its own where the others are, behind the comment that
 * belongs to the last one.
 */
export function addArgument(code: CodeModel, call: Call, argument: string): Edit[] {
  const list = call.argumentList;
  if (list === null || list.hasError) return [];
  const last = list.namedChildren.filter((child) => child.type !== 'comment').at(-1);
  if (last === undefined) return [insertion(list.start + 1, argument)];
  const comma = /^\s*,/.exec(code.text.slice(last.end, list.end));
  const afterComma = last.end + (comma?.[0].length ?? 0);
  const lineBreak = lineBreakBefore(code, last.start);
  if (lineBreak === null) {
    return comma === null ? [insertion(last.end, `, ${argument}`)] : [insertion(afterComma, ` ${argument}`)];
  }
  const comment = /^[ \t]*(?:#|\/\/)[^\r\n]*/.exec(code.text.slice(afterComma, list.end))?.[0] ?? '';
  const place = afterComma + comment.length;
  const ownLine = insertion(place, `${lineBreak}${argument}${comma === null ? '' : ','}`);
  if (comma !== null) return [ownLine];
  return comment === '' ? [insertion(last.end, `,${lineBreak}${argument}`)] : [insertion(last.end, ','), ownLine];
}

function insertion(at: number, newText: string): Edit {
  return { range: { start: at, end: at }, newText };
}

/** The line break and indentation before a place; null when something else stands before it on its line. */
export function lineBreakBefore(code: CodeModel, at: number): string | null {
  return /\r?\n[ \t]*$/.exec(code.text.slice(Math.max(0, at - 200), at))?.[0] ?? null;
}
