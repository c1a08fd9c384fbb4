import type { SourceDocument } from '../documents/document';
import { type CommentSyntax, commentSyntaxOf } from './comment-syntax';
import { scanJavaScript } from './scan-javascript';
import { type CommentPlace, scanBraces, scanPython, scanRust } from './scan-strings';

/** Comments that hold `mark`, in the order of the text. What looks like one inside a text literal is none. */
export function commentsWith(document: SourceDocument, mark: string): readonly CommentPlace[] {
  const { text } = document;
  const syntax = commentSyntaxOf(document);
  if (syntax === null || !text.includes(mark)) return [];
  const holding = ({ start, end }: CommentPlace): boolean => {
    const at = text.indexOf(mark, start);
    return at >= 0 && at < end;
  };
  switch (syntax.scanner) {
    case 'python':
      return scanPython(text).filter(holding);
    case 'javascript':
      return scanJavaScript(text).filter(holding);
    case 'rust':
      return scanRust(text).filter(holding);
    case 'braces':
      return scanBraces(text, syntax.line).filter(holding);
    default:
      return commentsByLine(document, syntax, mark);
  }
}

/** Languages in which a line tells by itself what it is: only lines with the mark are looked at. */
function commentsByLine({ text, lines }: SourceDocument, syntax: CommentSyntax, mark: string): readonly CommentPlace[] {
  const found: CommentPlace[] = [];
  let from = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, from)) {
    const line = lines.lineAt(at);
    const [start, end] = [lines.lineStart(line), lines.lineEnd(line)];
    const comment = blockAround(text, at, syntax) ?? lineComment(text, start, end, syntax);
    if (comment !== null && comment.start <= at && at < comment.end) found.push(comment);
    from = Math.max(at + mark.length, comment?.end ?? 0);
  }
  return found;
}

function lineComment(text: string, start: number, end: number, syntax: CommentSyntax): CommentPlace | null {
  const content = text.slice(start, end);
  const indent = /^[ \t\ufeff]*/.exec(content)?.[0].length ?? 0;
  const open = syntax.line.find((sign) => content.startsWith(sign, indent));
  if (open !== undefined) return { start: start + indent, content: start + indent + open.length, end };
  const at = syntax.trailing ? trailingHash(content, syntax.scanner === 'yaml') : -1;
  return at < 0 ? null : { start: start + at, content: start + at + 1, end };
}

/** Where a comment begins behind something else: at a `#` behind white space that no quotes enclose; -1 for none. */
function trailingHash(line: string, isYaml: boolean): number {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    const before = line.charAt(at - 1);
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if (char === '#' && /[\s;&|(]/.test(before)) return at;
    else if (char === '\\' && !isYaml) at++;
    // In YAML, a quotation mark inside a plain scalar is a character like any other.
    else if ((char === '"' || char === "'") && (!isYaml || /^[\s,[{:\-!]?$/.test(before))) quote = char;
  }
  return -1;
}

function blockAround(text: string, at: number, syntax: CommentSyntax): CommentPlace | null {
  for (const { open, close } of syntax.block) {
    const start = text.lastIndexOf(open, at);
    if (start < 0) continue;
    const found = text.indexOf(close, start + open.length);
    if (found >= 0 && found < at) continue;
    const end = found < 0 ? text.length : found + close.length;
    return { start, content: start + open.length, end };
  }
  return null;
}
