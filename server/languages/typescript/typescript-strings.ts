import type { CodeModel, StringPart, StringValue } from '../code-model';
import type { ConstantLookup } from '../language-traits';
import { joinedParts, partsAt } from '../string-parts';
import type { SyntaxNode } from '../syntax-node';
import { PATH_TYPES } from './typescript-definitions';

const MAX_STEPS = 8;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', '0': '\0' };

export function typescriptStringValue(
  model: CodeModel,
  node: SyntaxNode,
  constant: ConstantLookup,
  steps = 0,
): StringValue | null {
  if (steps > MAX_STEPS) return null;
  if (node.type === 'string' || node.type === 'template_string') {
    const parts = node.namedChildren.flatMap((child) => literalPart(model, child, constant, steps) ?? []);
    return { parts, constant: joinedParts(parts), literal: node };
  }
  if (node.type === 'binary_expression' && node.childForField('operator')?.type === '+') {
    const left = node.childForField('left');
    const right = node.childForField('right');
    if (left === null || right === null) return null;
    const before = typescriptStringValue(model, left, constant, steps + 1);
    const after = typescriptStringValue(model, right, constant, steps + 1);
    if (before === null && after === null) return null;
    const parts = [
      ...(before?.parts ?? [{ text: null, node: left }]),
      ...(after?.parts ?? [{ text: null, node: right }]),
    ];
    return { parts, constant: joinedParts(parts), literal: null };
  }
  if (TRANSPARENT.has(node.type)) {
    const inner = node.namedChildren[0];
    return inner === undefined ? null : typescriptStringValue(model, inner, constant, steps);
  }
  if (!PATH_TYPES.has(node.type)) return null;
  const value = constant(node);
  const known = value === null ? null : typescriptStringValue(model, value, constant, steps + 1);
  return known === null ? null : partsAt(known, node);
}

const TRANSPARENT = new Set([
  'parenthesized_expression',
  'as_expression',
  'satisfies_expression',
  'non_null_expression',
]);

function literalPart(model: CodeModel, child: SyntaxNode, constant: ConstantLookup, steps: number): StringPart | null {
  const text = model.textOf(child);
  switch (child.type) {
    case 'string_fragment':
      return { text, node: child };
    case 'escape_sequence':
      return { text: unescape(text), node: child };
    case 'template_substitution': {
      const [expression] = child.namedChildren;
      const value = expression === undefined ? null : typescriptStringValue(model, expression, constant, steps + 1);
      const number = expression === undefined || value !== null ? null : model.integerValue(expression);
      return { text: value?.constant ?? number?.toString() ?? null, node: child };
    }
    default:
      return null;
  }
}

function unescape(escape: string): string {
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})$/.exec(escape);
  const hex = code?.[1] ?? code?.[2] ?? code?.[3];
  if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
  const single = escape.slice(1);
  return ESCAPES[single] ?? (single.startsWith('\n') ? '' : single);
}
