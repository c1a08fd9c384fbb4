import type { CodeModel, StringPart, StringValue } from '../code-model';
import type { ConstantLookup } from '../language-traits';
import { isNode, joinedParts, numberText, partsAt, textAt } from '../string-parts';
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
  if (node.type === 'call_expression') return builtText(model, node, constant, steps);
  if (!PATH_TYPES.has(node.type)) return null;
  const value = constant(node);
  const known = isNode(value) ? typescriptStringValue(model, value, constant, steps + 1) : textAt(value, node);
  return known === null ? null : partsAt(known, node);
}

/** `'a'.concat(b)`, `[a, b].join('/')`, and templates behind `String.raw`. */
function builtText(model: CodeModel, node: SyntaxNode, constant: ConstantLookup, steps: number): StringValue | null {
  const callee = node.childForField('function');
  const list = node.childForField('arguments');
  if (callee === null || list === null) return null;
  if (list.type === 'template_string') return model.textOf(callee) === 'String.raw' ? rawTemplate(model, list) : null;
  const object = callee.type === 'member_expression' ? callee.childForField('object') : null;
  const method = callee.childForField('property');
  if (object === null || method === null) return null;
  const name = model.textOf(method);
  if (name !== 'concat' && name !== 'join') return null;
  const values = list.namedChildren.filter(({ type }) => type !== 'comment');
  if (values.some(({ type }) => type === 'spread_element')) return null;
  const part = (value: SyntaxNode): StringPart => {
    const text = typescriptStringValue(model, value, constant, steps + 1);
    const number = text === null ? numberText(model, value, constant) : null;
    return { text: text?.constant ?? number, node: value };
  };
  if (name === 'concat') {
    const first = typescriptStringValue(model, object, constant, steps + 1);
    return first === null ? null : together([...first.parts, ...values.map(part)]);
  }
  const [separator] = values;
  const text = separator === undefined ? ',' : part(separator).text;
  const items = object.type === 'array' ? object.namedChildren.filter(({ type }) => type !== 'comment') : [];
  if (text === null || values.length > 1 || items.some(({ type }) => type === 'spread_element')) return null;
  const known = items.map(part);
  if (known.every((item) => item.text === null)) return null;
  return together(known.flatMap((item, index) => (index === 0 ? [item] : [{ text, node: object }, item])));
}

function together(parts: readonly StringPart[]): StringValue {
  return { parts, constant: joinedParts(parts), literal: null };
}

/** Nothing is an escape here. */
function rawTemplate(model: CodeModel, template: SyntaxNode): StringValue {
  return together(
    template.namedChildren.map((child) => ({
      text: child.type === 'template_substitution' ? null : model.textOf(child),
      node: child,
    })),
  );
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
      const number = expression === undefined || value !== null ? null : numberText(model, expression, constant);
      return { text: value?.constant ?? number, node: child };
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
