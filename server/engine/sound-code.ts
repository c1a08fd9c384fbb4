import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SyntaxNode } from '../languages/syntax-node';

/** May a place be edited in a file that does not parse? Neither inside an ERROR, nor in or at the edge of a statement that holds one. */
export function isSound(root: SyntaxNode, range: TextRange): boolean {
  let statement: SyntaxNode | null = null;
  for (let node: SyntaxNode | null = root.descendantAt(range.start); node !== null; node = node.parent) {
    if (node.type === 'ERROR' || node.missing) return false;
    const covers = node.end >= range.end;
    if (statement === null && covers && isStatement(node)) statement = node;
  }
  if (statement === null || !statement.hasError) return statement !== null || !touchesError(root, range);
  // A long body with a mistake somewhere else in it does not speak against an insertion between two sound statements.
  return isBody(statement) && !touchesError(statement, range);
}

function isStatement(node: SyntaxNode): boolean {
  return /(_statement|_definition|_declaration|_item|^block|^module|^program|^source_file|^statement_block|^class_body)$/.test(
    node.type,
  );
}

function isBody(node: SyntaxNode): boolean {
  return /^(block|module|program|source_file|statement_block|class_body)$/.test(node.type);
}

function touchesError(node: SyntaxNode, range: TextRange): boolean {
  return node.children.some((child) => child.hasError && child.start <= range.end && range.start <= child.end);
}
