import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** One method of a chain, with its call. */
export interface ChainLink {
  readonly name: string;
  readonly call: SyntaxNode | null;
}

/** The methods called one after the other on a value: `builder().gzip(true).build()` gives `gzip`, `build`; `?` and `.await` are passed over. */
export function chainAbove(code: CodeModel, node: SyntaxNode): ChainLink[] {
  const links: ChainLink[] = [];
  let at: SyntaxNode = node;
  for (;;) {
    const { parent } = at;
    if (parent === null) return links;
    if (parent.type === 'try_expression' || parent.type === 'await_expression') {
      at = parent;
    } else if (parent.type === 'field_expression' && parent.parent?.type === 'call_expression') {
      const field = parent.childForField('field');
      if (field !== null) links.push({ name: code.textOf(field), call: parent.parent });
      at = parent.parent;
    } else {
      return links;
    }
  }
}

/** The methods that were called before this one on the same value, the last first. */
export function chainBelow(code: CodeModel, call: Call): string[] {
  const names: string[] = [];
  let at: SyntaxNode | null = call.receiver;
  while (at !== null) {
    if (at.type === 'call_expression') {
      const callee: SyntaxNode | null = at.childForField('function');
      const field = callee?.childForField('field') ?? null;
      if (field !== null) names.push(code.textOf(field));
      at = callee?.childForField('value') ?? null;
    } else if (at.type === 'try_expression' || at.type === 'await_expression') {
      at = at.namedChildren[0] ?? null;
    } else {
      return names;
    }
  }
  return names;
}

/** Inside `tokio::time::timeout(d, …)`, a `.timeout(d)` of the future, or a future kept for one of them. */
export function isInsideTimeout(code: CodeModel, node: SyntaxNode): boolean {
  if (chainAbove(code, node).some(({ name }) => name === 'timeout')) return true;
  for (let at = node.parent; at !== null && at.type !== 'function_item'; at = at.parent) {
    if (at.type === 'call_expression' && /(^|::)timeout(_at)?$/.test(code.textOf(at.childForField('function') ?? at)))
      return true;
    if (at.type === 'let_declaration' && at.childForField('value') === node && /timeout(_at)?\(/.test(code.text))
      return true;
  }
  return false;
}
