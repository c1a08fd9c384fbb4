import type { CodeModel } from './code-model';
import type { ConstantLookup, LanguageTraits } from './language-traits';
import type { SyntaxNode } from './syntax-node';

/** Constants are followed through at most this many names, so that `a = b; b = a` ends. */
const MAX_STEPS = 8;

/** The value of an integer expression: literals, constants, `int("…")`, simple sums; null when only a running program could tell. */
export function integerValue(
  model: CodeModel,
  traits: LanguageTraits,
  node: SyntaxNode,
  constant: ConstantLookup,
  steps = 0,
): number | null {
  if (steps > MAX_STEPS) return null;
  const literal = traits.integerLiteral(model, node);
  if (literal !== null) return literal;
  const next = (inner: SyntaxNode): number | null => integerValue(model, traits, inner, constant, steps + 1);
  if (traits.pathTypes.has(node.type)) {
    const value = constant(node);
    return value === null || typeof value === 'string' ? null : typeof value === 'number' ? value : next(value);
  }
  if (traits.callTypes.has(node.type)) return convertedInteger(model, traits, node, next);
  if (traits.transparentTypes.has(node.type)) {
    const inner = node.namedChildren[0];
    return inner === undefined ? null : next(inner);
  }
  return sum(node, next);
}

/** `int("7200")`, `Number('7200')` */
function convertedInteger(
  model: CodeModel,
  traits: LanguageTraits,
  node: SyntaxNode,
  next: (inner: SyntaxNode) => number | null,
): number | null {
  const call = traits.call(model, node);
  const argument = call !== null && /^(int|Number|parseInt)$/.test(call.name) ? call.arguments[0] : undefined;
  if (argument === undefined) return null;
  const text = model.stringValue(argument.value)?.constant;
  return typeof text === 'string' && /^\s*\d+\s*$/.test(text) ? Number(text) : next(argument.value);
}

function sum(node: SyntaxNode, next: (inner: SyntaxNode) => number | null): number | null {
  const left = node.childForField('left');
  const right = node.childForField('right');
  const operator = node.childForField('operator')?.type;
  if (left === null || right === null || (operator !== '+' && operator !== '-')) return null;
  const a = next(left);
  const b = next(right);
  return a === null || b === null ? null : operator === '+' ? a + b : a - b;
}
