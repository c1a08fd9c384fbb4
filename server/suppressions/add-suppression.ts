import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument, TextChange } from '../documents/document';
import { type CommentSyntax, commentSyntaxOf } from './comment-syntax';
import { readSuppressions } from './read-suppressions';
import { REASON_PLACEHOLDER, type Suppression } from './suppression';

/**
 * What an offset lies in, as far as comments go: in `code` they are written as the language writes them, in a `text` literal there are
 * none, between the tags of `jsx` they take braces.
 */
export type Surroundings = (offset: number) => 'code' | 'text' | 'jsx';

export interface AddOptions {
  readonly surroundings: Surroundings;
  /** Leaves a place for the reason. */
  readonly reason: boolean;
}

/** Silences a rule where something stands; null where no comment can be put. A suppression that holds there already takes the rule in. */
export function suppressLine(
  document: SourceDocument,
  range: TextRange,
  rule: string,
  options: AddOptions,
): TextChange[] | null {
  const syntax = commentSyntaxOf(document);
  if (syntax === null) return null;
  const { lines, text } = document;
  const line = lines.lineAt(range.start);
  const known = readSuppressions(document).find(
    ({ form, list, firstLine, lastLine }) =>
      form === 'line' && list !== null && (line === firstLine || line === lastLine),
  );
  if (known !== undefined) return [inList(known, rule)];
  const write = writer(syntax, `ignore[${rule}]`, options.reason);
  const end = lines.lineEnd(line);
  if (syntax.trailing && options.surroundings(end) === 'code' && !isContinued(document, line)) {
    const gap = document.kind === 'python' ? '  ' : ' ';
    const at = lines.lineStart(line) + text.slice(lines.lineStart(line), end).trimEnd().length;
    return [{ range: { start: at, end }, newText: gap + write('code') }];
  }
  const above = firstOfStatement(document, line);
  return lineAbove(document, above, write, options.surroundings);
}

/** Silences a rule in the whole file: below what has to come first, above everything else. */
export function suppressFile(document: SourceDocument, rule: string, options: AddOptions): TextChange[] | null {
  const syntax = commentSyntaxOf(document);
  if (syntax === null) return null;
  const known = readSuppressions(document).find(({ form, list }) => form === 'file' && list !== null);
  if (known !== undefined) return [inList(known, rule)];
  const { lines, text } = document;
  const line = firstFreeLine(document);
  const at =
    line >= lines.lineCount ? text.length : lines.lineStart(line) + (text.startsWith('\ufeff') && line === 0 ? 1 : 0);
  const before = at > 0 && !/[\r\n\ufeff]$/.test(text.slice(0, at)) ? document.lineEnding : '';
  const comment = writer(syntax, `ignore-file[${rule}]`, options.reason)('code');
  return [{ range: { start: at, end: at }, newText: `${before}${comment}${document.lineEnding}` }];
}

/**
 * Silences rules from one line to another (0-based, both included), or a few lines further where a comment cannot stand. Null where there
 * is no place for either end.
 */
export function suppressBlock(
  document: SourceDocument,
  firstLine: number,
  lastLine: number,
  rules: readonly string[],
  { surroundings, reason }: AddOptions,
): TextChange[] | null {
  const syntax = commentSyntaxOf(document);
  if (syntax === null || rules.length === 0) return null;
  const { lines } = document;
  let first = firstOfStatement(document, firstLine);
  while (first > 0 && surroundings(lines.lineStart(first)) === 'text') first = firstOfStatement(document, first - 1);
  let last = lastLine;
  while (
    last + 1 < lines.lineCount &&
    (isContinued(document, last) || surroundings(lines.lineStart(last + 1)) === 'text')
  )
    last++;
  const start = lineAbove(document, first, writer(syntax, `ignore-start[${rules.join(', ')}]`, reason), surroundings);
  if (start === null) return null;
  const indent = indentOf(document, first);
  const end = lines.lineEnd(last);
  const next = last + 1 < lines.lineCount ? lines.lineStart(last + 1) : end;
  const where = surroundings(next);
  if (where === 'text') return null;
  const closing = writer(syntax, 'ignore-end', false)(where);
  return [...start, { range: { start: end, end }, newText: `${document.lineEnding}${indent}${closing}` }];
}

type Write = (where: 'code' | 'jsx') => string;

function writer(syntax: CommentSyntax, directive: string, reason: boolean): Write {
  const words = `preflight: ${directive}${reason ? ` ${REASON_PLACEHOLDER}` : ''}`;
  const [line] = syntax.line;
  const [block] = syntax.block;
  return (where) => {
    if (where === 'jsx') return `{/* ${words} */}`;
    if (line !== undefined) return `${line} ${words}`;
    return block === undefined ? words : `${block.open} ${words} ${block.close}`;
  };
}

function inList({ list, range }: Suppression, rule: string): TextChange {
  const at = list?.end ?? range.end;
  const isEmpty = list === null || list.start === list.end;
  return { range: { start: at, end: at }, newText: isEmpty ? rule : `, ${rule}` };
}

function lineAbove(
  document: SourceDocument,
  line: number,
  write: Write,
  surroundings: Surroundings,
): TextChange[] | null {
  const start = document.lines.lineStart(line);
  const where = surroundings(start);
  if (where === 'text') return null;
  const bom = start === 0 && document.text.startsWith('\ufeff') ? 1 : 0;
  const at = start + bom;
  return [
    { range: { start: at, end: at }, newText: `${indentOf(document, line)}${write(where)}${document.lineEnding}` },
  ];
}

function indentOf(document: SourceDocument, line: number): string {
  return /^[ \t]*/.exec(contentOf(document, line).replace(/^\ufeff/, ''))?.[0] ?? '';
}

function contentOf({ lines, text }: SourceDocument, line: number): string {
  return text.slice(lines.lineStart(line), lines.lineEnd(line));
}

function isContinued(document: SourceDocument, line: number): boolean {
  return contentOf(document, line).trimEnd().endsWith('\\');
}

/** A comment between lines that a backslash joins would be no comment, or end the statement. */
function firstOfStatement(document: SourceDocument, line: number): number {
  let first = line;
  while (first > 0 && isContinued(document, first - 1)) first--;
  return first;
}

/** Lines that mean what they mean at the top of a file only. */
const FIRST_LINES = /^\ufeff?(?:#!(?!\[)|#.*coding[:=]|<\?|<!doctype|%[A-Z]|#[ \t]*(?:syntax|escape|check)[ \t]*=)/i;

function firstFreeLine(document: SourceDocument): number {
  const { lines, path } = document;
  // What stands between `---` at the top of Markdown is read by other programs.
  if (/\.(?:md|markdown)$/.test(path) && contentOf(document, 0).trim() === '---') {
    for (let line = 1; line < lines.lineCount; line++) if (contentOf(document, line).trim() === '---') return line + 1;
  }
  let line = 0;
  while (line < lines.lineCount && FIRST_LINES.test(contentOf(document, line))) line++;
  return line;
}
