import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';
import type { TextHole } from './opened-text';
import { type Quote, quoteAt } from './quotes';
import { openRustText } from './rust-text';

/**
 * Opens a string literal so that `range` (inside it, in the coordinates of the file) can become an expression: an f-string or template literal is opened where
 * it is, a plain one becomes such. Null for literals that cannot hold expressions: bytes, raw strings with escapes at stake, strings inside a hole.
 */
export function openTextHole(code: CodeModel, literal: SyntaxNode, range: TextRange): TextHole | null {
  if (code.language === 'python') return openPython(code, literal, range);
  if (code.language === 'typescript' || code.language === 'javascript') return openTemplate(code, literal, range);
  return openRustText(code, literal, range);
}

/** The same for the whole text of a literal: the expression takes its place. */
export function replaceText(code: CodeModel, literal: SyntaxNode): TextHole | null {
  if (code.language === 'rust') return openRustText(code, literal, null);
  const { start, end } = literal;
  return {
    quote: quoteAt(code, literal),
    certain: true,
    fill: (expression) => [{ range: { start, end }, newText: expression }],
  };
}

function openPython(code: CodeModel, literal: SyntaxNode, range: TextRange): TextHole | null {
  const source = code.textOf(literal);
  const opening = /^([a-zA-Z]*)("""|'''|"|')/.exec(source);
  if (opening === null || literal.hasError || literal.ancestorOfType('interpolation') !== null) return null;
  const [whole, prefix = '', delimiter = '"'] = opening;
  if (/b/i.test(prefix) || (literal.parent?.type === 'concatenated_string' && !/f/i.test(prefix) && hasBraces(source)))
    return null;
  const quote: Quote = delimiter.startsWith('"') ? "'" : '"';
  if (/f/i.test(prefix)) return { quote, certain: true, fill: (expression) => [{ range, newText: `{${expression}}` }] };
  const { start } = literal;
  const bodyStart = start + whole.length;
  const bodyEnd = literal.end - delimiter.length;
  const escape = (text: string): string => text.replaceAll('{', '{{').replaceAll('}', '}}');
  return {
    quote,
    certain: true,
    fill: (expression) => [
      {
        range: { start, end: literal.end },
        newText:
          `f${whole}${escape(code.text.slice(bodyStart, range.start))}{${expression}}` +
          `${escape(code.text.slice(range.end, bodyEnd))}${delimiter}`,
      },
    ],
  };
}

function hasBraces(source: string): boolean {
  return source.includes('{') || source.includes('}');
}

function openTemplate(code: CodeModel, literal: SyntaxNode, range: TextRange): TextHole | null {
  if (literal.hasError) return null;
  if (literal.type === 'template_string') {
    return { quote: "'", certain: true, fill: (expression) => [{ range, newText: `\${${expression}}` }] };
  }
  if (literal.type !== 'string') return null;
  const { start, end } = literal;
  const escape = (text: string): string =>
    text
      .replaceAll('`', '\\`')
      .replaceAll('${', '\\${')
      .replace(/\\(['"])/g, '$1');
  return {
    quote: "'",
    certain: true,
    fill: (expression) => [
      {
        range: { start, end },
        newText: `\`${escape(code.text.slice(start + 1, range.start))}\${${expression}}${escape(code.text.slice(range.end, end - 1))}\``,
      },
    ],
  };
}
