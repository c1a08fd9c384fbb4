import { type CompletionItem, CompletionItemKind, MarkupKind } from 'vscode-languageserver';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../documents/document';
import { ruleHover } from '../reports/rule-markdown';
import type { Finding } from '../rules/finding';
import { commentsWith } from '../suppressions/find-comments';
import { readSuppressions } from '../suppressions/read-suppressions';
import { covers } from '../suppressions/suppression';
import { lspRange } from './diagnostics';
import type { Session } from './session';

export const SUPPRESSION_TRIGGERS = ['[', ',', ':'];

const WORDS = [
  ['ignore', 'on this line, or the next one'],
  ['ignore-file', 'in this file'],
  ['ignore-start', 'from here to `ignore-end`'],
  ['ignore-end', 'ends what `ignore-start` began'],
] as const;

/** Adds a rule's documentation to the item that stands for it. */
export function resolveRule(session: Session, item: CompletionItem): CompletionItem {
  const rule = session.rules.find(({ id }) => id === item.label);
  return rule === undefined ? item : { ...item, documentation: documentation(session, ruleHover(rule)) };
}

/**
 * Completes suppressions: the words behind `preflight:`, and the names of rules in brackets, those found on the spot first. Null where
 * there is no suppression.
 */
export function completeSuppression(
  session: Session,
  document: SourceDocument,
  offset: number,
): CompletionItem[] | null {
  const { uri } = document;
  const { encoding } = session.client;
  const before = directiveBefore(document, offset);
  if (before === null) return null;
  const item = (label: string, replaced: TextRange, more: Partial<CompletionItem>): CompletionItem => ({
    label,
    textEdit: { range: lspRange(document, replaced, encoding), newText: label },
    ...more,
  });
  if (before.list === null) {
    const replaced = { start: offset - before.word.length, end: offset + lengthOfName(document, offset) };
    return WORDS.map(([word, detail]) => item(word, replaced, { kind: CompletionItemKind.Keyword, detail }));
  }
  const named = new Set(before.list.split(',').map((id) => id.trim()));
  const typed = /[^\s,]*$/.exec(before.list)?.[0] ?? '';
  named.delete(typed);
  const replaced = { start: offset - typed.length, end: offset + lengthOfName(document, offset) };
  const found = rulesFoundHere(document, offset, session.checks.check(uri)?.findings ?? []);
  return session.rules
    .filter(({ id }) => !named.has(id))
    .map(({ id, documentation: { summary } }) => {
      const here = found.has(id);
      return item(id, replaced, {
        kind: CompletionItemKind.EnumMember,
        detail: summary,
        sortText: `${here ? 0 : 1} ${id}`,
        ...(here && found.size === 1 ? { preselect: true } : {}),
      });
    });
}

/** What stands before the cursor, if it is a suppression in a comment: the word begun, or the list so far. */
function directiveBefore(document: SourceDocument, offset: number): { word: string; list: string | null } | null {
  const comment = commentsWith(document, 'preflight:').find(({ content, end }) => content <= offset && offset <= end);
  if (comment === undefined) return null;
  const lineStart = document.lines.lineStart(document.lines.lineAt(offset));
  const before = document.text.slice(Math.max(comment.content, lineStart), offset);
  const match = /preflight:[ \t]*(?:ignore(?:-file|-start|-end)?[ \t]*\[(?<list>[^\]\r\n]*)|(?<word>[a-z-]*))$/.exec(
    before,
  );
  return match === null ? null : { word: match.groups?.['word'] ?? '', list: match.groups?.['list'] ?? null };
}

/** The rest of the name that the cursor stands in. */
function lengthOfName({ text }: SourceDocument, offset: number): number {
  return /^[a-z0-9-]*/.exec(text.slice(offset, offset + 80))?.[0].length ?? 0;
}

/** The rules with findings that the suppression at the cursor covers or, while it names none, would cover. */
function rulesFoundHere(document: SourceDocument, offset: number, findings: readonly Finding[]): ReadonlySet<string> {
  const { lines } = document;
  const own = readSuppressions(document).find(({ comment }) => comment.start <= offset && offset <= comment.end);
  if (own === undefined) return new Set();
  const here = findings.filter(({ range }) => covers(own, lines, range));
  return new Set(here.map(({ rule }) => rule).filter((rule) => rule !== 'unused-suppression'));
}

function documentation({ client }: Session, value: string): CompletionItem['documentation'] {
  return { kind: client.rendersCompletionMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value };
}
