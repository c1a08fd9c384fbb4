import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../documents/document';

/**
 * A comment that silences findings: `# preflight: ignore[rule-id, other-rule] reason`. It covers its own line, or the next line that
 * is no comment when it stands alone. `ignore-file[…]` covers the file, `ignore-start[…]` … `ignore-end` a block. `*` stands for all rules.
 */
export interface Suppression {
  readonly form: 'line' | 'file' | 'block';
  readonly rules: readonly string[];
  readonly reason: string;
  /** The comment from `preflight:` to its end. */
  readonly range: TextRange;
  /** The lines it covers, 0-based, both ends included. */
  readonly firstLine: number;
  readonly lastLine: number;
}

const MARK = 'preflight:';
const DIRECTIVE = /preflight:[ \t]*(ignore(?:-file|-start|-end)?)(?:[ \t]*\[([^\]\r\n]*)\])?[ \t]*([^\r\n]*)/g;
const COMMENT_START = /(?:#|\/\/|\/\*|;|--|<!--)[^\r\n]*$/;

export function readSuppressions(document: SourceDocument): Suppression[] {
  const { text, lines } = document;
  if (!text.includes(MARK)) return [];
  const found: Suppression[] = [];
  const open: { rules: string[]; reason: string; range: TextRange; line: number }[] = [];
  for (const match of text.matchAll(DIRECTIVE)) {
    const line = lines.lineAt(match.index);
    const lineStart = lines.lineStart(line);
    const before = text.slice(lineStart, match.index);
    if (!COMMENT_START.test(before)) continue;
    const rules = (match[2] ?? '*')
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
    const reason = (match[3] ?? '').replace(/(?:\*\/|-->)\s*$/, '').trim();
    const range = { start: match.index, end: match.index + match[0].trimEnd().length };
    const alone = /^[ \t]*(?:#|\/\/|\/\*|;|--|<!--)[ \t]*$/.test(before);
    switch (match[1]) {
      case 'ignore-file':
        found.push({ form: 'file', rules, reason, range, firstLine: 0, lastLine: lines.lineCount - 1 });
        break;
      case 'ignore-start':
        open.push({ rules, reason, range, line });
        break;
      case 'ignore-end': {
        const start = open.pop();
        if (start !== undefined) found.push({ form: 'block', ...start, firstLine: start.line, lastLine: line });
        break;
      }
      default: {
        const covered = alone ? nextCodeLine(document, line) : line;
        found.push({ form: 'line', rules, reason, range, firstLine: line, lastLine: covered });
      }
    }
  }
  // A block that nobody closed reaches to the end of the file.
  for (const start of open)
    found.push({ form: 'block', ...start, firstLine: start.line, lastLine: lines.lineCount - 1 });
  return found;
}

export function isSuppressed(suppressions: readonly Suppression[], rule: string, line: number): boolean {
  return suppressions.some(
    (suppression) =>
      line >= suppression.firstLine &&
      line <= suppression.lastLine &&
      (suppression.rules.includes('*') || suppression.rules.includes(rule)),
  );
}

function nextCodeLine(document: SourceDocument, line: number): number {
  const { lines, text } = document;
  for (let next = line + 1; next < lines.lineCount; next++) {
    const content = text.slice(lines.lineStart(next), lines.lineEnd(next)).trim();
    if (content !== '' && !/^(?:#|\/\/|\/\*|;|--|<!--)/.test(content)) return next;
  }
  return line;
}
