import type { Call, CodeModel } from '../../../languages/code-model';
import { hasGlobalLimit, isTimeKept } from './kept-time';
import { lineEndingOf } from '../../../documents/line-ending';
import { indentationBefore } from './statement-layout';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';

/** Client sockets of Python's `socket` module that connect without a timeout set on them anywhere. */
export function socketTimeoutGaps(code: CodeModel, defaults: TimeoutDefaults): TimeoutGap[] {
  if (hasGlobalLimit(code)) return [];
  const gaps: TimeoutGap[] = [];
  for (const call of code.calls) {
    if ((call.name !== 'connect' && call.name !== 'connect_ex') || call.receiver === null) continue;
    const maker = code.originOf(call.receiver);
    if (
      maker === null ||
      code.calleeOf(maker) !== 'socket.socket' ||
      /SOCK_DGRAM|AF_UNIX/.test(code.textOf(maker.node))
    )
      continue;
    const name = code.textOf(call.receiver);
    const around = name.includes('.') ? null : code.enclosingFunction(call.node);
    if (setsLimit(name).test(around === null ? code.text : code.textOf(around.node))) continue;
    if (isTimeKept(code, call)) continue;
    gaps.push({
      node: call.callee,
      what: `${name}.${call.name}()`,
      waitsFor: 'the other side',
      fix: settimeoutFix(code, call, name, defaults),
    });
  }
  return gaps;
}

/** `s.settimeout(5)` and `s.setblocking(False)`, but not `s.settimeout(None)`. */
function setsLimit(name: string): RegExp {
  const escaped = name.replace(/[.$]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${escaped}\\s*\\.\\s*(settimeout\\s*\\((?!\\s*None)|setblocking\\s*\\(\\s*(False|0))`);
}

function settimeoutFix(code: CodeModel, call: Call, name: string, defaults: TimeoutDefaults): TimeoutFix | null {
  const statement = call.node.parent;
  const indentation = statement?.type === 'expression_statement' ? indentationBefore(code, statement) : null;
  if (statement === null || indentation === null) return null;
  const newText = `${name}.settimeout(${defaults.seconds})${lineEndingOf(code.text)}${indentation}`;
  return {
    title: `Wait at most ${defaults.seconds} s`,
    safety: 'safe',
    edits: () => [{ range: { start: statement.start, end: statement.start }, newText }],
  };
}
