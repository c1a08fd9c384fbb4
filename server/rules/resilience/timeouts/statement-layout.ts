import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** The indentation of a statement that starts its line; null when other code stands before it (`if x: f()`, `a; b`). */
export function indentationBefore(code: CodeModel, statement: SyntaxNode): string | null {
  const { start } = statement;
  const lineStart = code.text.lastIndexOf('\n', start - 1) + 1;
  const indentation = code.text.slice(lineStart, start);
  return indentation.trim() === '' ? indentation : null;
}
