import type { CodeModel } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';
import { secretKindOf } from './secret-names';

/**
 * The name a literal goes by: of a variable, attribute, key, keyword or parameter with a default; null in any other place. Of the names of a chain
 * (`password = backup = "…"`) the first that says "secret" from inside.
 */
export function nameOf(code: CodeModel, node: SyntaxNode): string | null {
  let value = wholeValue(code, node);
  let name = holderOf(code, value);
  while (name !== null && secretKindOf(name) === null) {
    const outer = value.parent;
    if (outer === null || !/^assignment/.test(outer.type) || !/^(?:right|value)$/.test(outer.field ?? '')) break;
    value = outer;
    const next = holderOf(code, value);
    if (next === null) break;
    name = next;
  }
  return name;
}

/** The name of what holds a value, as the language's grammar says it. */
function holderOf(code: CodeModel, value: SyntaxNode): string | null {
  const { parent } = value;
  switch (parent?.type) {
    case 'assignment':
    case 'assignment_expression':
    case 'assignment_pattern':
    case 'object_assignment_pattern':
      return value.field === 'right' ? lastWord(code, parent.childForField('left')) : null;
    // `api_key: "…"` in Python, as it is copied from settings: a text where a type should be.
    case 'type':
      return parent.parent?.type === 'assignment' &&
        parent.parent.childForField('right') === null &&
        /[^\w.[\], |"']/.test(code.textOf(value))
        ? lastWord(code, parent.parent.childForField('left'))
        : null;
    case 'expression_list':
    case 'tuple':
      return nameOfSeveral(code, parent, value);
    case 'variable_declarator':
    case 'public_field_definition':
    case 'field_definition':
    case 'keyword_argument':
    case 'default_parameter':
    case 'typed_default_parameter':
    case 'const_item':
    case 'static_item':
    case 'let_declaration':
    case 'field_initializer':
    case 'required_parameter':
    case 'pair':
      if (value.field !== 'value') return null;
      return lastWord(
        code,
        parent.childForField('name') ??
          parent.childForField('key') ??
          parent.childForField('pattern') ??
          parent.childForField('field') ??
          parent.childForField('property'),
      );
    default:
      return null;
  }
}

/** `user, password = "voice", "…"`: the name at the same place. */
function nameOfSeveral(code: CodeModel, list: SyntaxNode, value: SyntaxNode): string | null {
  const assignment = list.parent;
  if (assignment?.type !== 'assignment' || list.field !== 'right') return null;
  const names = assignment.childForField('left')?.namedChildren ?? [];
  if (names.length !== list.namedChildren.length) return null;
  return lastWord(code, names[list.namedChildren.indexOf(value)] ?? null);
}

function lastWord(code: CodeModel, node: SyntaxNode | null): string | null {
  return node === null ? null : (/[\w$-]+(?=['"\])]*$)/.exec(code.textOf(node))?.[0] ?? null);
}

/** The value that a literal is all of: in brackets, made a `String` of in Rust, or what is taken where something else is missing. */
function wholeValue(code: CodeModel, literal: SyntaxNode): SyntaxNode {
  let value = literal;
  for (;;) {
    const { parent } = value;
    if (parent === null) return value;
    const isWhole =
      parent.type === 'parenthesized_expression' ||
      isFallback(code, parent, value) ||
      (parent.type === 'field_expression' &&
        /\.(?:to_string|to_owned|into|to_vec|as_bytes)$/.test(code.textOf(parent))) ||
      (parent.type === 'call_expression' && value.type === 'field_expression');
    if (!isWhole) return value;
    value = parent;
  }
}

/** `given or "…"`, `given ?? '…'`, `isTest ? '…' : given` */
function isFallback(code: CodeModel, parent: SyntaxNode, value: SyntaxNode): boolean {
  switch (parent.type) {
    case 'boolean_operator':
      return value.field === 'right' && /\bor\s*$/.test(code.text.slice(parent.start, value.start));
    case 'binary_expression':
      return value.field === 'right' && /(?:\|\||\?\?)\s*$/.test(code.text.slice(parent.start, value.start));
    case 'ternary_expression':
      return value.field === 'consequence' || value.field === 'alternative';
    case 'conditional_expression':
      return value === parent.namedChildren[0] || value === parent.namedChildren[2];
    default:
      return false;
  }
}
