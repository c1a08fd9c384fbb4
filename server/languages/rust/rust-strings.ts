import type { CodeModel, StringPart, StringValue } from '../code-model';
import type { ConstantLookup } from '../language-traits';
import { isNode, joinedParts, partsAt, partsFilled, textAt } from '../string-parts';
import type { SyntaxNode } from '../syntax-node';
import { PATH_TYPES, rustCall } from './rust-definitions';

const MAX_STEPS = 8;
/** Methods that hand a text on unchanged. */
const SAME_TEXT = /^(to_string|to_owned|into|as_str|clone|as_ref|as_bytes|unwrap|to_socket_addrs|parse)$/;

export function rustStringValue(
  model: CodeModel,
  node: SyntaxNode,
  constant: ConstantLookup,
  steps = 0,
): StringValue | null {
  if (steps > MAX_STEPS) return null;
  switch (node.type) {
    case 'string_literal':
    case 'raw_string_literal': {
      const parts = literalParts(model, node);
      return { parts, constant: joinedParts(parts), literal: node };
    }
    case 'reference_expression':
    case 'parenthesized_expression':
    case 'try_expression': {
      const inner = node.childForField('value') ?? node.namedChildren[0];
      return inner === null || inner === undefined ? null : rustStringValue(model, inner, constant, steps);
    }
    case 'macro_invocation': {
      const call = rustCall(model, node);
      const [template] = call?.arguments ?? [];
      if (template === undefined || (call?.name !== 'format' && call?.name !== 'concat')) return null;
      const text = rustStringValue(model, template.value, constant, steps + 1);
      if (text === null || text.constant === null) return null;
      return formatted(text.constant, { model, constant, steps }, template.value, node);
    }
    case 'call_expression': {
      const call = rustCall(model, node);
      if (call?.name === 'from' && call.arguments[0] !== undefined)
        return rustStringValue(model, call.arguments[0].value, constant, steps + 1);
      if (call === null || call.receiver === null || !SAME_TEXT.test(call.name)) return null;
      return rustStringValue(model, call.receiver, constant, steps + 1);
    }
    default: {
      const value = PATH_TYPES.has(node.type) ? constant(node) : null;
      const known = isNode(value) ? rustStringValue(model, value, constant, steps + 1) : textAt(value, node);
      return known === null ? null : partsAt(known, node);
    }
  }
}

interface Evaluation {
  readonly model: CodeModel;
  readonly constant: ConstantLookup;
  readonly steps: number;
}

/** `format!("tcp://{HOST}:{}", port)`: names in the text, and arguments behind it; what is reshaped (`{x:?}`) is left unknown. */
function formatted(template: string, how: Evaluation, literal: SyntaxNode, macro: SyntaxNode): StringValue {
  const given = macroArguments(how.model, macro).slice(1);
  const named = given.flatMap((tokens) => namedArgument(how.model, tokens) ?? []);
  let next = 0;
  const holes = [...template.matchAll(HOLE)].map(([, field = '', shape = '']): StringPart | null => {
    if (shape !== '') return null;
    if (/^[A-Za-z_]\w*$/.test(field)) {
      const argument = named.find(({ name }) => name === field);
      return argument === undefined
        ? partOf(how, how.constant(macro, field), macro)
        : partOfArgument(how, argument.value, macro);
    }
    const index = field === '' ? next++ : /^\d+$/.test(field) ? Number(field) : -1;
    return partOfArgument(how, given[index] ?? [], macro);
  });
  return partsFilled(template.split(new RegExp(HOLE.source.replace(/\((?!\?)/g, '(?:'), 'g')), literal, holes, macro);
}

const HOLE = /\{([^{}:]*)(:[^{}]*)?\}/g;

/** What stands between the commas of a macro, the names and literals of each argument: the grammar reads no expressions there, and keeps no commas. */
function macroArguments(model: CodeModel, macro: SyntaxNode): SyntaxNode[][] {
  const list: SyntaxNode[][] = [];
  let end = -1;
  for (const token of macro.childOfType('token_tree')?.namedChildren ?? []) {
    if (end !== -1 && !model.text.slice(end, token.start).includes(',')) list.at(-1)?.push(token);
    else list.push([token]);
    end = token.end;
  }
  return list;
}

/** `name = value`; null for arguments without a name. */
function namedArgument(
  model: CodeModel,
  [name, ...value]: readonly SyntaxNode[],
): { name: string; value: SyntaxNode[] } | null {
  const [first] = value;
  if (name === undefined || first === undefined || model.text.slice(name.end, first.start).trim() !== '=') return null;
  return { name: model.textOf(name), value };
}

function partOfArgument(how: Evaluation, tokens: readonly SyntaxNode[], at: SyntaxNode): StringPart | null {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return null;
  if (first === last) return partOf(how, first, first);
  const path = how.model.text.slice(first.start, last.end).replaceAll('::', '.');
  return /^[\w.]+$/.test(path) ? partOf(how, how.constant(at, path), first) : null;
}

function partOf(
  { model, constant, steps }: Evaluation,
  value: ReturnType<ConstantLookup>,
  node: SyntaxNode,
): StringPart | null {
  if (value === null) return null;
  if (!isNode(value)) return { text: String(value), node };
  const text = rustStringValue(model, value, constant, steps + 1)?.constant ?? model.integerValue(value)?.toString();
  return text === undefined ? null : { text, node };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function literalParts(model: CodeModel, literal: SyntaxNode): StringPart[] {
  return literal.namedChildren.flatMap((child) => {
    const text = model.textOf(child);
    if (child.type === 'string_content') return [{ text, node: child }];
    if (child.type !== 'escape_sequence') return [];
    const single = text.slice(1);
    return [{ text: ESCAPES[single] ?? (single.startsWith('\n') ? '' : single), node: child }];
  });
}
