import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { callStatus } from './call-status';
import { stated, statedBehind } from './stated-status';
import type { StatusSource } from './status-source';

/** Follows an object to the answer it becomes; null when it is none, or its status cannot be told. */
export function statusSource(code: CodeModel, holder: SyntaxNode, scope: SyntaxNode, depth = 0): StatusSource | null {
  let node = holder;
  for (let above = node.parent; above !== null && node !== scope; above = node.parent) {
    switch (above.type) {
      case 'parenthesized_expression':
      case 'await':
      case 'await_expression':
      case 'as_expression':
      case 'satisfies_expression':
      case 'argument_list':
      case 'arguments':
      case 'keyword_argument':
      case 'attribute':
      case 'member_expression':
        node = above;
        continue;
      case 'call':
      case 'call_expression':
      case 'new_expression': {
        const met = callStatus(code, above, node, scope);
        if (met === 'through') {
          node = above;
          continue;
        }
        return met;
      }
      case 'expression_list':
      case 'tuple':
        return pairedStatus(above, node);
      case 'return_statement':
        return stated(code, above, scope) ?? { kind: 'implicit', form: { kind: 'returned', value: node } };
      case 'arrow_function':
        return { kind: 'implicit', form: { kind: 'none' } };
      case 'assignment':
      case 'variable_declarator':
      case 'assignment_expression': {
        const target = above.childForField('left') ?? above.childForField('name');
        if (target === null || depth > 2) return null;
        // Koa's and Falcon's answers are assigned.
        if (/\.(?:body|media|text)$/.test(code.textOf(target)))
          return (
            stated(code, above, scope) ?? statedBehind(code, above) ?? { kind: 'implicit', form: { kind: 'none' } }
          );
        return target.type === 'identifier' ? sourceOfName(code, target, above, scope, depth) : null;
      }
      default:
        return null;
    }
  }
  return null;
}

/** The answer that a variable becomes, where it is used for one. */
function sourceOfName(
  code: CodeModel,
  target: SyntaxNode,
  assignment: SyntaxNode,
  scope: SyntaxNode,
  depth: number,
): StatusSource | null {
  const name = code.textOf(target);
  const sources: StatusSource[] = [];
  scope.walk((node) => {
    if (node.type !== 'identifier' || node.start < assignment.end || code.textOf(node) !== name) return;
    const source = statusSource(code, node, scope, depth + 1);
    if (source !== null) sources.push(source);
  });
  return sources.length === 1 ? (sources[0] ?? null) : null;
}

/** `return {…}, 503` */
function pairedStatus(list: SyntaxNode, body: SyntaxNode): StatusSource | null {
  const items = list.namedChildren.filter(({ type }) => type !== 'comment');
  const status = items[1];
  if (items[0] !== body || status === undefined || list.parent?.type !== 'return_statement') return null;
  return { kind: 'explicit', expression: status };
}
