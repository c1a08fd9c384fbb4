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
  const required = requiredMember(code, node) ?? importedMember(code, node) ?? subscriptMember(code, node);
  if (required !== null) return required;
  if (node.type === 'call_expression' || node.type === 'call') return sameFunction(code, node, steps);
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
  if (!value.type.startsWith('call')) return null;
  return importedMember(code, value) ?? sameFunction(code, value, steps);
}

function sameFunction(code: CodeModel, node: SyntaxNode, steps: number): string | null {
  const maker = code.originOf(node);
  const [first] = maker?.arguments ?? [];
  if (maker === null || first === undefined || !SAME_FUNCTION.test(code.textOf(maker.callee))) return null;
  return pathOfFunction(code, first.value, steps + 1) ?? code.pathOf(first.value);
}

/** `os.system` for `__import__("os").system` and `getattr(os, "system")`. */
function importedMember(code: CodeModel, node: SyntaxNode): string | null {
  if ((node.type !== 'attribute' && node.type !== 'call') || node.length > 120) return null;
  const text = code.textOf(node);
  const imported = /^(?:__import__|(?:importlib\.)?import_module)\(\s*["']([\w.]+)["']\s*\)((?:\.\w+)+)$/.exec(text);
  if (imported !== null) return `${imported[1]}${imported[2]}`;
  const got = /^getattr\(\s*([\w.]+)\s*,\s*["'](\w+)["']\s*\)$/.exec(text);
  return got === null ? null : `${got[1]}.${got[2]}`;
}

/** `globalThis.eval` for `globalThis['eval']`. */
function subscriptMember(code: CodeModel, node: SyntaxNode): string | null {
  if (node.type !== 'subscript_expression' || node.length > 80) return null;
  const match = /^([\w$.]+)(?:\?\.)?\[\s*(["'`])(\w+)\2\s*\]$/.exec(code.textOf(node));
  return match === null ? null : `${match[1]}.${match[3]}`;
}

/** `child_process.exec` for `require('node:child_process').exec`, and `cors` for `require('cors')`. */
function requiredMember(code: CodeModel, node: SyntaxNode): string | null {
  if (node.type !== 'member_expression' && node.type !== 'call_expression') return null;
  const match = /^require\(\s*['"`](?:node:)?([\w@/.-]+)['"`]\s*\)((?:\.\w+)*)$/.exec(code.textOf(node));
  return match === null ? null : `${match[1]}${match[2]}`;
}
