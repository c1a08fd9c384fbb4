import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Argument, Call, CodeModel } from '../languages/code-model';

/** What has to go so that a call loses one argument: its comma too, and its lines when it had them to itself. Comments stay. */
export function argumentRemoval(code: CodeModel, call: Call, argument: Argument): TextRange {
  const { text } = code;
  let { start, end } = argument.node;
  const behind = /^[ \t]*,/.exec(text.slice(end, end + 80));
  if (behind !== null) end += behind[0].length;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const alone = /^[ \t]*$/.test(text.slice(lineStart, start))
    ? /^[ \t]*(?:\r?\n)/.exec(text.slice(end, end + 80))
    : null;
  if (alone !== null) return { start: lineStart, end: end + alone[0].length };
  if (behind !== null) {
    end += /^[ \t]*/.exec(text.slice(end, end + 80))?.[0].length ?? 0;
    return { start, end };
  }
  const before = call.arguments[call.arguments.indexOf(argument) - 1];
  if (before !== undefined && !text.slice(before.node.end, start).includes('#')) start = before.node.end;
  return { start, end };
}
