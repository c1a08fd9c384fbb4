import type { CodeModel, StringPart, StringValue } from '../code-model';
import type { ConstantLookup } from '../language-traits';
import { isNode, joinedParts, numberText, partsAt, partsFilled, textAt } from '../string-parts';
import type { SyntaxNode } from '../syntax-node';

/** Constants are followed through at most this many names, so that `a = b; b = a` ends. */
const MAX_STEPS = 8;

/** Evaluates the text of an expression part by part. Returns null for expressions that are no text. */
export function pythonStringValue(
  model: CodeModel,
  node: SyntaxNode,
  constant: ConstantLookup,
  steps = 0,
): StringValue | null {
  if (steps > MAX_STEPS) return null;
  switch (node.type) {
    case 'string':
      return { ...literalParts(model, node, constant, steps), literal: node };
    case 'concatenated_string': {
      const parts = node.namedChildren.flatMap((child) =>
        child.type === 'string' ? literalParts(model, child, constant, steps).parts : [],
      );
      return { parts, constant: joinedParts(parts), literal: null };
    }
    case 'parenthesized_expression': {
      const inner = node.namedChildren.find((child) => child.type !== 'comment');
      return inner === undefined ? null : pythonStringValue(model, inner, constant, steps);
    }
    case 'binary_operator':
      return binaryText(model, node, constant, steps);
    case 'call':
      return formatCall(model, node, constant, steps);
    case 'identifier':
    case 'attribute': {
      const value = constant(node);
      const known = isNode(value) ? pythonStringValue(model, value, constant, steps + 1) : textAt(value, node);
      return known === null ? null : partsAt(known, node);
    }
    default:
      return null;
  }
}

function literalParts(
  model: CodeModel,
  string: SyntaxNode,
  constant: ConstantLookup,
  steps: number,
): { parts: StringPart[]; constant: string | null } {
  const parts: StringPart[] = [];
  const prefix = model.textOf(string).slice(0, 2).split(/["']/)[0] ?? '';
  const raw = /r/i.test(prefix);
  const formatted = /f/i.test(prefix);
  for (const child of string.children) {
    if (child.type === 'string_content') {
      // tree-sitter nests escapes in the content; adjacent text is one part.
      const text = unescape(model.textOf(child), raw);
      parts.push({ text: formatted ? text.replaceAll('{{', '{').replaceAll('}}', '}') : text, node: child });
    } else if (child.type === 'interpolation') {
      const expression = child.childForField('expression');
      const reshaped =
        child.childForField('format_specifier') !== null || child.childForField('type_conversion') !== null;
      const value = expression === null || reshaped ? null : pythonStringValue(model, expression, constant, steps + 1);
      const number = expression === null || reshaped || value !== null ? null : numberText(model, expression, constant);
      parts.push({ text: value?.constant ?? number, node: child });
    }
  }
  return { parts, constant: joinedParts(parts) };
}

function binaryText(model: CodeModel, node: SyntaxNode, constant: ConstantLookup, steps: number): StringValue | null {
  const left = node.childForField('left');
  const right = node.childForField('right');
  const operator = node.childForField('operator');
  if (left === null || right === null || operator === null) return null;
  if (operator.type === '%') {
    const template = pythonStringValue(model, left, constant, steps + 1);
    if (template?.constant === null || template === null) return null;
    return percentFormatted(template.constant, { model, constant, steps }, left, right);
  }
  if (operator.type !== '+') return null;
  const before = pythonStringValue(model, left, constant, steps + 1);
  const after = pythonStringValue(model, right, constant, steps + 1);
  if (before === null && after === null) return null;
  const parts = [
    ...(before?.parts ?? [{ text: null, node: left }]),
    ...(after?.parts ?? [{ text: null, node: right }]),
  ];
  return { parts, constant: joinedParts(parts), literal: null };
}

interface Evaluation {
  readonly model: CodeModel;
  readonly constant: ConstantLookup;
  readonly steps: number;
}

/** `"tcp://%s:%d" % (host, port)`; what `%(name)s` stands for is left unknown. */
function percentFormatted(template: string, how: Evaluation, literal: SyntaxNode, right: SyntaxNode): StringValue {
  const specifier = /%(\(\w+\))?[-#0 +]?\d*(?:\.\d+)?[sdrifxX]/g;
  const values = right.type === 'tuple' ? right.namedChildren : [right];
  const plain = [...template.matchAll(specifier)].map(([whole]) => /^%[sd]$/.test(whole));
  const holes = plain.map((isPlain, index) => {
    const value = isPlain && (values.length > 1 || plain.length === 1) ? values[index] : undefined;
    return value === undefined ? null : partOf(how, value);
  });
  return partsFilled(
    template.split(new RegExp(specifier.source.replace('(\\(', '(?:\\('), 'g')),
    literal,
    holes,
    right,
  );
}

/** What a value is when it is put into a text. */
function partOf({ model, constant, steps }: Evaluation, value: SyntaxNode): StringPart {
  const text = pythonStringValue(model, value, constant, steps + 1);
  const number = text === null ? numberText(model, value, constant) : null;
  return { text: text?.constant ?? number, node: value };
}

/** `"tcp://{}:{}".format(host, port)`, `"/".join([base, "x"])` */
function formatCall(model: CodeModel, node: SyntaxNode, constant: ConstantLookup, steps: number): StringValue | null {
  const callee = node.childForField('function');
  if (callee?.type !== 'attribute') return null;
  const method = callee.childForField('attribute');
  const object = callee.childForField('object');
  const name = method === null ? '' : model.textOf(method);
  if (object === null || (name !== 'format' && name !== 'join')) return null;
  const template = pythonStringValue(model, object, constant, steps + 1);
  if (template === null || template.constant === null) return null;
  const values = node.childForField('arguments')?.namedChildren ?? [];
  const how = { model, constant, steps };
  return name === 'format'
    ? braceFormatted(template.constant, how, object, values, node)
    : joined(template.constant, how, object, values);
}

function braceFormatted(
  template: string,
  how: Evaluation,
  literal: SyntaxNode,
  values: readonly SyntaxNode[],
  around: SyntaxNode,
): StringValue {
  const positional = values.filter(
    ({ type }) => !/^(?:keyword_argument|list_splat|dictionary_splat|comment)$/.test(type),
  );
  const spread = values.some(({ type }) => type === 'list_splat');
  let next = 0;
  const holes = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, field = '']) => {
    const index = field === '' ? next++ : /^\d+$/.test(field) ? Number(field) : null;
    const keyword = values.find(
      (value) => value.type === 'keyword_argument' && how.model.textOf(value.childForField('name') ?? value) === field,
    );
    const value = index === null ? keyword?.childForField('value') : spread ? undefined : positional[index];
    return value === undefined || value === null ? null : partOf(how, value);
  });
  return partsFilled(template.split(/\{[^{}]*\}/), literal, holes, around);
}

function joined(
  separator: string,
  how: Evaluation,
  literal: SyntaxNode,
  values: readonly SyntaxNode[],
): StringValue | null {
  const [list] = values;
  if (values.length !== 1 || list === undefined || !/^(?:list|tuple)$/.test(list.type)) return null;
  const items = list.namedChildren.filter(({ type }) => type !== 'comment');
  if (items.length === 0 || items.some(({ type }) => type === 'list_splat')) return null;
  const parts = items.flatMap((item, index): StringPart[] => [
    ...(index > 0 && separator !== '' ? [{ text: separator, node: literal }] : []),
    partOf(how, item),
  ]);
  return parts.every(({ text, node }) => text === null || node === literal)
    ? null
    : { parts, constant: joinedParts(parts), literal: null };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
};

function unescape(text: string, raw: boolean): string {
  if (raw || !text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|\r?\n|([\s\S]))/g,
    (whole, hex, unicode, single: string | undefined) => {
      const code = (hex ?? unicode) as string | undefined;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return single === undefined ? '' : (ESCAPES[single] ?? whole);
    },
  );
}
