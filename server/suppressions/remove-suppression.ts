import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument, TextChange } from '../documents/document';
import type { NamedRule, Suppression } from './suppression';

/** The changes that take a suppression out of a text, and leave what else its comment says. */
export function withoutSuppression(document: SourceDocument, suppression: Suppression): TextChange[] {
  const { comment, endComment } = suppression;
  const ranges = [saysMore(document, suppression) ? withinComment(document, suppression) : wholly(document, comment)];
  if (endComment !== null) ranges.push(wholly(document, endComment));
  return ranges.map((range) => ({ range, newText: '' }));
}

/** The changes that take one of several rules out of a suppression; of a single rule, the suppression goes with it. */
export function withoutRule(document: SourceDocument, suppression: Suppression, rule: NamedRule): TextChange[] {
  const { rules } = suppression;
  const at = rules.indexOf(rule);
  const [before, after] = [rules[at - 1], rules[at + 1]];
  if (before === undefined && after === undefined) return withoutSuppression(document, suppression);
  // The comma goes with the name: the one before it, or, for the first name, the one behind.
  const range =
    before === undefined
      ? { start: rule.range.start, end: after?.range.start ?? rule.range.end }
      : { start: before.range.end, end: rule.range.end };
  return [{ range, newText: '' }];
}

const SIGNS = /[ \t]*[#;,|/*!-]*[ \t]*$/;

function saysMore({ text }: SourceDocument, { comment, range }: Suppression): boolean {
  const before = text.slice(comment.start, range.start).replace(/^[ \t]*(?:<!--|\/\*+|\/\/[/!]?|--|[#;]+)/, '');
  const after = text.slice(range.end, comment.end).replace(/(?:\*\/|-->)$/, '');
  return /[^\s*]/.test(before) || /[^\s*]/.test(after);
}

function wholly({ text, lines }: SourceDocument, { start, end }: TextRange): TextRange {
  const [first, last] = [lines.lineAt(start), lines.lineAt(end)];
  const [lineStart, lineEnd] = [lines.lineStart(first), lines.lineEnd(last)];
  const [before, after] = [text.slice(lineStart, start), text.slice(end, lineEnd)];
  if (/^[ \t\ufeff]*\{?[ \t]*$/.test(before) && /^[ \t]*\}?[ \t]*$/.test(after)) {
    const from = lineStart + (before.startsWith('\ufeff') ? 1 : 0);
    if (last + 1 < lines.lineCount) return { start: from, end: lines.lineStart(last + 1) };
    return { start: first > 0 ? lines.lineEnd(first - 1) : from, end: lineEnd };
  }
  if (after.trim() === '') return { start: lineStart + before.trimEnd().length, end: lineEnd };
  return { start, end: end + (after.length - after.trimStart().length) };
}

/** The directive with the sign that sets it off: what stands before it keeps its own, what stands behind takes the place over. */
function withinComment({ text, lines }: SourceDocument, { comment, range }: Suppression): TextRange {
  const line = lines.lineAt(range.start);
  const [lineStart, lineEnd] = [lines.lineStart(line), lines.lineEnd(line)];
  if (comment.start < lineStart && comment.end > lineEnd && range.end >= lineEnd) {
    if (/^[\s*]*$/.test(text.slice(lineStart, range.start)))
      return { start: lineStart, end: lines.lineStart(line + 1) };
  }
  const before = text.slice(Math.max(comment.start, lineStart), range.start);
  const kept = before.replace(SIGNS, '');
  if (kept.trim() !== '') return { start: range.start - (before.length - kept.length), end: range.end };
  const behind =
    /^[ \t]*(?:#|\/\/)?[ \t]*/.exec(text.slice(range.end, Math.min(comment.end, lineEnd)))?.[0].length ?? 0;
  return { start: range.start, end: range.end + behind };
}
