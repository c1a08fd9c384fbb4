import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

/** Why a class cannot be migrated by rule; the finding says so instead of offering a guess. */
export class Obstacle extends Error {}

/** The statements of a block or module, comments left out. */
export function statementsOf(block: SyntaxNode | null): SyntaxNode[] {
  return block === null ? [] : block.namedChildren.filter((child) => child.type !== 'comment');
}

/** The blocks of a compound statement: `if` with its `elif` and `else`, `try` with its handlers, loops, `with`, `match`. */
export function blocksOf(statement: SyntaxNode): SyntaxNode[] {
  const blocks: SyntaxNode[] = [];
  for (const child of statement.children) {
    if (child.type === 'block') blocks.push(child);
    else if (/_clause$/.test(child.type)) blocks.push(...blocksOf(child));
  }
  return blocks;
}

/** The call that a statement consists of, awaited or not; null for every other statement. */
export function callOfStatement(statement: SyntaxNode): SyntaxNode | null {
  if (statement.type !== 'expression_statement') return null;
  const [inner] = statement.namedChildren;
  return inner?.type === 'call' ? inner : null;
}

export function assignmentOf(statement: SyntaxNode): SyntaxNode | null {
  if (statement.type !== 'expression_statement') return null;
  const [inner] = statement.namedChildren;
  return inner?.type === 'assignment' || inner?.type === 'augmented_assignment' ? inner : null;
}

export function isDocstring(statement: SyntaxNode | undefined): boolean {
  const type = statement?.type === 'expression_statement' ? statement.namedChildren[0]?.type : undefined;
  return type === 'string' || type === 'concatenated_string';
}

/** Logging, printing, pauses: statements that may go, or happen a moment earlier, without anybody missing their effect. */
export function isDisposable(code: CodeModel, statement: SyntaxNode): boolean {
  if (statement.type === 'pass_statement' || statement.type === 'continue_statement') return true;
  if (statement.type === 'if_statement') {
    return blocksOf(statement).every((block) => statementsOf(block).every((inner) => isDisposable(code, inner)));
  }
  const call = callOfStatement(statement);
  const callee = call?.childForField('function');
  if (callee === undefined || callee === null) return false;
  return isLogging(code, statement) || /^(?:time\.)?sleep$/.test(code.textOf(callee));
}

export function isLogging(code: CodeModel, statement: SyntaxNode): boolean {
  const callee = callOfStatement(statement)?.childForField('function');
  if (callee === undefined || callee === null) return false;
  return /^print$|(?:^|\.)_?(?:logger|log|logging)\.(?:debug|info|warn|warning|error|exception|critical|log)$|^traceback\.print_exc$/i.test(
    code.textOf(callee),
  );
}

/** Calls `visit` for a node and all below, but not inside nested functions, lambdas and classes. */
export function walkOwn(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  node.walk((inner) => {
    if (inner !== node && /^(?:function_definition|lambda|class_definition)$/.test(inner.type)) return false;
    visit(inner);
    return true;
  });
}

/** The white space at the start of a node's line. */
export function indentOf(code: CodeModel, node: SyntaxNode): string {
  const lineStart = code.text.lastIndexOf('\n', node.start - 1) + 1;
  return /^[ \t]*/.exec(code.text.slice(lineStart, node.start))?.[0] ?? '';
}

/** 1-based, for messages. */
export function lineOf(code: CodeModel, node: SyntaxNode): number {
  let line = 1;
  for (let at = code.text.indexOf('\n'); at !== -1 && at < node.start; at = code.text.indexOf('\n', at + 1)) line++;
  return line;
}
