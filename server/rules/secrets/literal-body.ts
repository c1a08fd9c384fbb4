import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

/** What stands between the quotes of a literal of any language. */
export function literalBody(code: CodeModel, literal: SyntaxNode): TextRange {
  const source = code.textOf(literal);
  const opening = /^[a-zA-Z]*#*("""|'''|"|'|`)/.exec(source)?.[0].length ?? 0;
  const closing = /("""|'''|"|'|`)#*$/.exec(source)?.[0].length ?? 0;
  return { start: literal.start + opening, end: literal.end - closing };
}
