import type { NodeCategory } from '../language-traits';
import { NodeCollector } from '../node-lists';
import type { SyntaxNode } from '../syntax-node';

/** One collector for all Python documents: what it keeps is keyed by node, and dies with the node. */
export const pythonNodes = new NodeCollector<NodeCategory>(
  new Map<string, NodeCategory>([
    ['call', 'call'],
    ['string', 'string'],
    ['assignment', 'assignment'],
    ['named_expression', 'assignment'],
    ['function_definition', 'function'],
    ['class_definition', 'class'],
    ['import_statement', 'import'],
    ['import_from_statement', 'import'],
    ['subscript', 'lookup'],
    ['as_pattern', 'binding'],
    ['except_clause', 'handler'],
    ['except_group_clause', 'handler'],
    ['while_statement', 'loop'],
    ['for_statement', 'loop'],
  ]),
  new Set(['function_definition', 'class_definition']),
);

/** True for a string that stands alone as a statement: documentation, not data. */
export function isDocumentation(string: SyntaxNode): boolean {
  let node = string;
  while (node.parent?.type === 'concatenated_string' || node.parent?.type === 'parenthesized_expression')
    node = node.parent;
  return node.parent?.type === 'expression_statement';
}
