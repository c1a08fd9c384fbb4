import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const MAX_STEPS = 4;

/** Functions that give a function of their argument which does the same: `promisify(exec)`. */
const SAME_FUNCTION = /(^|\.)(promisify|partial|bind)$/;

/**
 * The dotted path of the function that a call calls, through the ways people shorten it: import aliases, `run = os.system`,
 * `require('child_process').exec`, `promisify(exec)`, receivers whose maker is known. Null when nothing is known.
 */
export function functionPath(code: CodeModel, call: Call): string | null {
  return pathOfFunction(code, call.callee, 0) ?? code.resolvedCallee(call);
}

function pathOfFunction(code: CodeModel, node: SyntaxNode, steps: number): string | null {
  if (steps > MAX_STEPS) return null;
  const required = requiredMember(code, node);
  if (required !== null) return required;
  if (node.type === 'parenthesized_expression' || node.type === 'sequence_expression') {
    // `(0, eval)(text)`: the usual way to a global eval.
    const last = node.namedChildren.at(-1);
    return last === undefined ? null : (pathOfFunction(code, last, steps + 1) ?? code.pathOf(last));
  }
  const path = code.pathOf(node);
  if (path === null || node.type !== 'identifier' || path !== code.textOf(node)) return null;
  const [value, ...others] = code.valuesOf(node);
  if (value === undefined || others.length > 0) return null;
  if (/^(identifier|attribute|member_expression)$/.test(value.type))
    return pathOfFunction(code, value, steps + 1) ?? code.pathOf(value);
  const maker = value.type.startsWith('call') ? code.originOf(value) : null;
  const [first] = maker?.arguments ?? [];
  if (maker === null || first === undefined || !SAME_FUNCTION.test(code.textOf(maker.callee))) return null;
  return pathOfFunction(code, first.value, steps + 1) ?? code.pathOf(first.value);
}

/** `child_process.exec` for `require('node:child_process').exec`, and `cors` for `require('cors')`. */
function requiredMember(code: CodeModel, node: SyntaxNode): string | null {
  if (node.type !== 'member_expression' && node.type !== 'call_expression') return null;
  const match = /^require\(\s*['"`](?:node:)?([\w@/.-]+)['"`]\s*\)((?:\.\w+)*)$/.exec(code.textOf(node));
  return match === null ? null : `${match[1]}${match[2]}`;
}
