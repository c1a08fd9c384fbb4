import type { CodeModel, StringPart, StringValue } from '../code-model';
import type { ConstantLookup } from '../language-traits';
import { isNode, joinedParts, partsAt, partsBetween, textAt } from '../string-parts';
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
      const template = call?.name === 'format' || call?.name === 'concat' ? call.arguments[0]?.value : undefined;
      const text = template === undefined ? null : rustStringValue(model, template, constant, steps + 1);
      if (template === undefined || text === null || text.constant === null) return null;
      return partsBetween(text.constant.split(/\{[^{}]*\}/), template, node);
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
