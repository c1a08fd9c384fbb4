import type { Argument, Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const MAX_STEPS = 4;

/** The one value behind a name, or the node itself. */
export function valueBehind(code: CodeModel, node: SyntaxNode, steps = 0): SyntaxNode {
  if (
    /^(parenthesized_expression|as_expression|satisfies_expression|reference_expression|non_null_expression)$/.test(
      node.type,
    )
  ) {
    const inner = node.childForField('value') ?? node.namedChildren[0];
    return inner === undefined || inner === null || steps > MAX_STEPS ? node : valueBehind(code, inner, steps + 1);
  }
  if (steps > MAX_STEPS || !/^(identifier|attribute|member_expression|shorthand_property_identifier)$/.test(node.type))
    return node;
  const [value, ...others] = code.valuesOf(node);
  return value === undefined || others.length > 0 ? node : valueBehind(code, value, steps + 1);
}

/** The entries of a dictionary or object that is written out, here or behind a name: `{"a": 1}`, `dict(a=1)`, `{ a: 1, ...rest }`. */
export function entriesOf(code: CodeModel, node: SyntaxNode, steps = 0): ReadonlyMap<string, SyntaxNode> {
  const entries = new Map<string, SyntaxNode>(steps === 0 ? laterEntries(code, node) : []);
  const later = new Set(entries.keys());
  const put = (name: string, held: SyntaxNode): void => {
    if (!later.has(name)) entries.set(name, held);
  };
  const value = valueBehind(code, node);
  if (value.type === 'call') {
    const list = value.childForField('arguments');
    const call = list === null ? null : code.callWith(list);
    if (call?.name === 'dict')
      for (const argument of call.arguments)
        if (argument.name !== null && !argument.spread) put(argument.name, argument.value);
    return entries;
  }
  if (value.type !== 'dictionary' && value.type !== 'object') return entries;
  for (const child of value.namedChildren) {
    if (child.type === 'pair') {
      const key = child.childForField('key');
      const held = child.childForField('value');
      if (key === null || held === null) continue;
      const name = code.stringValue(key)?.constant ?? code.textOf(key);
      put(name, held);
    } else if (child.type === 'shorthand_property_identifier') put(code.textOf(child), child);
    else if (
      (child.type === 'spread_element' || child.type === 'dictionary_splat') &&
      child.namedChildren[0] !== undefined &&
      steps < MAX_STEPS
    ) {
      for (const [name, held] of entriesOf(code, child.namedChildren[0], steps + 1)) put(name, held);
    }
  }
  return entries;
}

/** `options["verify"] = False` and `options.verify = false` after the options were made. */
function laterEntries(code: CodeModel, node: SyntaxNode): [string, SyntaxNode][] {
  if (node.type !== 'identifier') return [];
  const name = code.textOf(node);
  return code.assignments.flatMap(({ target, value }): [string, SyntaxNode][] => {
    if (!/^(subscript|subscript_expression|member_expression)$/.test(target.type)) return [];
    const match = /^([\w$]+)(?:\[["'](\w+)["']\]|\.(\w+))$/.exec(code.textOf(target));
    const key = match?.[2] ?? match?.[3];
    return match?.[1] === name && key !== undefined ? [[key, value]] : [];
  });
}

/**
 * The value of an option of a call: a keyword, a property of an object written in the call, of one behind a name, or of `**options` written out.
 */
export function optionOf(code: CodeModel, call: Call, name: string): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (const argument of call.arguments) {
    if (argument.name === name && !argument.spread) found = argument.value;
    else if (mayHoldOptions(argument)) found = entriesOf(code, argument.value).get(name) ?? found;
  }
  return found;
}

function mayHoldOptions(argument: Argument): boolean {
  return argument.spread
    ? argument.name === '**'
    : argument.name === null && /identifier|member_expression/.test(argument.value.type);
}

export function isFalse(code: CodeModel, node: SyntaxNode): boolean {
  const value = valueBehind(code, node);
  return value.type === 'false' || code.textOf(value) === 'false' || code.integerValue(value) === 0;
}

export function isTrue(code: CodeModel, node: SyntaxNode): boolean {
  const value = valueBehind(code, node);
  return (
    value.type === 'true' ||
    code.textOf(value) === 'true' ||
    (value.type === 'integer' && code.integerValue(value) === 1)
  );
}

/** None, null, undefined, an empty text, false: nothing that could be a key. */
export function isNothing(code: CodeModel, node: SyntaxNode): boolean {
  const value = valueBehind(code, node);
  return /^(none|null|undefined|false)$/.test(value.type) || code.stringValue(value)?.constant === '';
}

/** The constant texts of a list, or of a single text, with where they stand. */
export function textsIn(
  code: CodeModel,
  node: SyntaxNode,
): readonly { readonly text: string; readonly node: SyntaxNode }[] {
  const value = valueBehind(code, node);
  if (/^(list|tuple|set|array|array_expression)$/.test(value.type)) {
    return value.namedChildren.flatMap((child) => textsIn(code, child));
  }
  const text = code.stringValue(value)?.constant;
  return text === null || text === undefined ? [] : [{ text, node: value }];
}
