import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { DocumentKind, SourceDocument } from '../documents/document';
import type { FileEdit } from '../rules/finding';

/** How a kind of file writes comments; null for files that have none. */
interface CommentStyle {
  readonly open: string;
  readonly close: string;
  /** Whether a comment may follow on a line that holds something else. */
  readonly trailing: boolean;
}

const HASH: CommentStyle = { open: '# ', close: '', trailing: true };
const SLASHES: CommentStyle = { open: '// ', close: '', trailing: true };
const HASH_ALONE: CommentStyle = { ...HASH, trailing: false };
const STYLES: Readonly<Record<Exclude<DocumentKind, 'text'>, CommentStyle>> = {
  python: HASH,
  typescript: SLASHES,
  javascript: SLASHES,
  rust: SLASHES,
  startup: HASH,
  compose: HASH,
  workflow: HASH,
  dockerfile: HASH_ALONE,
  yaml: HASH,
  env: HASH_ALONE,
};

function styleOf(document: SourceDocument): CommentStyle | null {
  if (document.kind !== 'text') return STYLES[document.kind];
  if (/\.json$/.test(document.path)) return null;
  if (/\.(md|xml)$/.test(document.path)) return { open: '<!-- ', close: ' -->', trailing: false };
  if (/\.(bat|cmd)$/.test(document.path)) return null;
  if (/\.properties$|\.txt$/.test(document.path)) return HASH_ALONE;
  return HASH_ALONE;
}

/** Silences a rule where a finding stands; `insideString` tells whether a line's end lies within a text that goes on. */
export function suppressLine(
  document: SourceDocument,
  range: TextRange,
  rule: string,
  insideString: (offset: number) => boolean,
): FileEdit[] | null {
  const style = styleOf(document);
  if (style === null) return null;
  const { lines, text, uri } = document;
  const line = lines.lineAt(range.start);
  const start = lines.lineStart(line);
  const end = lines.lineEnd(line);
  const content = text.slice(start, end);
  const known = /preflight:[ \t]*ignore[ \t]*\[([^\]]*)\]/.exec(content);
  if (known !== null) {
    const at = start + known.index + known[0].length - 1;
    return [{ uri, range: { start: at, end: at }, newText: `${known[1]?.trim() === '' ? '' : ', '}${rule}` }];
  }
  const comment = `${style.open}preflight: ignore[${rule}]${style.close}`;
  // Behind a backslash or inside a text, a comment would be no comment.
  if (style.trailing && !insideString(end) && !content.endsWith('\\')) {
    const separator = document.kind === 'python' ? '  ' : ' ';
    return [{ uri, range: { start: end, end }, newText: separator + comment }];
  }
  // In a Dockerfile, and only there, a comment may stand between the lines of a continued one.
  const isContinued = document.kind !== 'dockerfile' && line > 0 && text.slice(0, start).trimEnd().endsWith('\\');
  if (insideString(start) || isContinued) return null;
  const indent = /^[ \t]*/.exec(content)?.[0] ?? '';
  return [{ uri, range: { start, end: start }, newText: `${indent}${comment}${document.lineEnding}` }];
}

/** Silences a rule in the whole file: below a shebang and an encoding line, above everything else. */
export function suppressFile(document: SourceDocument, rule: string): FileEdit[] | null {
  const style = styleOf(document);
  if (style === null) return null;
  const { lines, text, uri } = document;
  const known = /preflight:[ \t]*ignore-file[ \t]*\[([^\]]*)\]/.exec(text);
  if (known !== null) {
    const at = known.index + known[0].length - 1;
    return [{ uri, range: { start: at, end: at }, newText: `${known[1]?.trim() === '' ? '' : ', '}${rule}` }];
  }
  let line = 0;
  // A Dockerfile's directives count only above all comments.
  while (line < 2 && /^(#!|#.*coding[:=]|<\?xml|#\s*(syntax|escape|check)\s*=)/.test(text.slice(lines.lineStart(line), lines.lineEnd(line)))) line++;
  const at = lines.lineStart(line);
  const before = at > 0 && !/[\r\n]$/.test(text.slice(0, at)) ? document.lineEnding : '';
  const comment = `${style.open}preflight: ignore-file[${rule}]${style.close}`;
  return [{ uri, range: { start: at, end: at }, newText: `${before}${comment}${document.lineEnding}` }];
}
