import type { CodeModel } from '../languages/code-model';
import type { SyntaxNode } from '../languages/syntax-node';

export type Quote = '"' | "'";

/** The quote that most strings of the file use. */
export function preferredQuote(text: string): Quote {
  let double = 0;
  let single = 0;
  for (let at = 0; at < Math.min(text.length, 50_000); at++) {
    const code = text.charCodeAt(at);
    if (code === 34) double++;
    else if (code === 39) single++;
  }
  return single > double ? "'" : '"';
}

/**
 * A quote that may be used at a place: inside an f-string or template's hole, Python before 3.12 forbids the string's own quote.
 */
export function quoteAt(code: CodeModel, node: SyntaxNode): Quote {
  const hole = node.type === 'interpolation' ? node : node.ancestorOfType('interpolation');
  const outer = hole?.parent;
  if (outer === undefined || outer === null) return preferredQuote(code.text);
  return code
    .textOf(outer)
    .replace(/^[a-zA-Z]+/, '')
    .startsWith('"')
    ? "'"
    : '"';
}

/** A string literal in the given quotes. Control characters are escaped; works for Python, JavaScript and JSON-like Rust strings. */
export function quoted(text: string, quote: Quote): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `${quote}${escaped}${quote}`;
}
