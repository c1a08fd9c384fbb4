import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../documents/document';
import { commentSyntaxOf } from './comment-syntax';
import { commentsWith } from './find-comments';
import type { CommentPlace } from './scan-strings';
import { ALL_RULES, REASON_PLACEHOLDER, type NamedRule, type Suppression } from './suppression';

const MARK = 'preflight:';

/** Begins a line of a comment, or follows a sign by which comments hold several things side by side: `# noqa # preflight: …`. */
const DIRECTIVE =
  /(?:^|(?<=[#;,|/*!-]))[ \t]*(preflight:[ \t]*(ignore(?:-file|-start|-end)?))(?![\w-])(?:([ \t]*\[)([^\]\r\n]*)(\]?))?([^\r\n]*)/gm;

interface Directive {
  readonly word: string;
  readonly rules: readonly NamedRule[];
  readonly reason: string;
  readonly range: TextRange;
  readonly list: TextRange | null;
}

interface OpenBlock extends Directive {
  readonly comment: TextRange;
  readonly alone: boolean;
  readonly line: number;
}

/** Every suppression of a document, in the order in which they end. */
export function readSuppressions(document: SourceDocument): Suppression[] {
  const { lines } = document;
  const found: Suppression[] = [];
  const open: OpenBlock[] = [];
  const lastLine = lines.lineCount - 1;
  for (const place of commentsWith(document, MARK)) {
    const comment = { start: place.start, end: place.end };
    const alone = standsAlone(document, comment);
    for (const directive of directivesIn(document.text, place)) {
      const line = lines.lineAt(directive.range.start);
      const { word, ...rest } = directive;
      const base = { ...rest, comment, alone, endComment: null };
      if (word === 'ignore-file') found.push({ form: 'file', ...base, firstLine: 0, lastLine });
      else if (word === 'ignore-start') open.push({ ...directive, comment, alone, line });
      else if (word === 'ignore-end') {
        const start = takeMatching(open, directive);
        if (start !== null) found.push(block(start, comment, line));
      } else {
        const firstLine = lines.lineAt(comment.start);
        const covered = alone ? coveredBelow(document, comment) : lines.lineAt(comment.end);
        found.push({ form: 'line', ...base, firstLine, lastLine: covered });
      }
    }
  }
  // A block that nobody closed reaches to the end of the file.
  for (const start of open) found.push(block(start, null, lastLine));
  return found;
}

function block(start: OpenBlock, endComment: TextRange | null, lastLine: number): Suppression {
  const { rules, reason, range, list, comment, alone, line } = start;
  return { form: 'block', rules, reason, range, list, comment, endComment, alone, firstLine: line, lastLine };
}

/** The block that an end belongs to: the last one opened, or the last one for the same rules where the end names some. */
function takeMatching(open: OpenBlock[], end: Directive): OpenBlock | null {
  const key = ({ rules }: Directive): string => rules.map(({ id }) => id).join();
  const at = end.list === null ? open.length - 1 : open.findLastIndex((start) => key(start) === key(end));
  return at < 0 ? null : (open.splice(at, 1)[0] ?? null);
}

function* directivesIn(text: string, { content, end }: CommentPlace): Iterable<Directive> {
  const words = text.slice(content, end);
  for (const match of words.matchAll(DIRECTIVE)) {
    const [whole, head = '', word = '', bracket, listed = '', closed, rest = ''] = match;
    const start = content + match.index + whole.indexOf(head);
    const listStart = start + head.length + (bracket?.length ?? 0);
    const unclosed = bracket !== undefined && closed === '';
    // Without an end, the list is taken to be one word: the rest was meant as the reason.
    const list = unclosed ? (/^[^\s]*/.exec(listed)?.[0] ?? '') : listed;
    const tail = unclosed ? listed.slice(list.length) : rest;
    const said = reasonIn(tail);
    const tailStart = listStart + list.length + (closed?.length ?? 0);
    const end = said === '' ? tailStart : tailStart + tail.indexOf(said) + said.length;
    const place = { start: start + head.length - word.length, end: start + head.length };
    yield {
      word,
      rules: bracket === undefined ? [{ id: ALL_RULES, range: place }] : namesIn(list, listStart),
      // What a suppression is made with until somebody fills it in is no reason.
      reason: said === REASON_PLACEHOLDER ? '' : said,
      range: { start, end },
      list: bracket === undefined ? null : { start: listStart, end: listStart + list.length },
    };
  }
}

/** The reason without the comment's end, a dash before it and what other tools are told behind it. */
function reasonIn(tail: string): string {
  return tail
    .replace(/\s(?:#|\/\/)\s.*$/, '')
    .replace(/(?:\*\/|-->)\s*$/, '')
    .replace(/^[\s:–—-]+/, '')
    .trim();
}

function namesIn(list: string, offset: number): NamedRule[] {
  return [...list.matchAll(/[^\s,]+/g)].map((match) => ({
    id: match[0],
    range: { start: offset + match.index, end: offset + match.index + match[0].length },
  }));
}

/** Braces around a comment are what JSX wants. */
function standsAlone({ text, lines }: SourceDocument, { start, end }: TextRange): boolean {
  const before = text.slice(lines.lineStart(lines.lineAt(start)), start);
  const after = text.slice(end, lines.lineEnd(lines.lineAt(end)));
  return /^[ \t\ufeff]*\{?[ \t]*$/.test(before) && /^[ \t]*\}?[ \t]*$/.test(after);
}

/** The last line of what stands below a comment: the next line that is no comment, and those it is continued on. */
function coveredBelow(document: SourceDocument, comment: TextRange): number {
  const { lines, text } = document;
  const signs = commentSigns(document);
  const content = (line: number): string => text.slice(lines.lineStart(line), lines.lineEnd(line)).trim();
  const own = lines.lineAt(comment.end);
  for (let next = own + 1; next < lines.lineCount; next++) {
    const found = content(next);
    if (found === '' || signs.some((sign) => found.startsWith(sign))) continue;
    while (next + 1 < lines.lineCount && content(next).endsWith('\\')) next++;
    return next;
  }
  return own;
}

function commentSigns(document: SourceDocument): string[] {
  const syntax = commentSyntaxOf(document);
  return syntax === null ? [] : [...syntax.line, ...syntax.block.map(({ open }) => open)];
}
