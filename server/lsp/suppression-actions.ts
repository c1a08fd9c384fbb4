import {
  CodeActionKind,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument, TextChange } from '../documents/document';
import type { FileEdit, Finding } from '../rules/finding';
import { type AddOptions, suppressBlock, suppressFile, suppressLine } from '../suppressions/add-suppression';
import { commentSyntaxOf } from '../suppressions/comment-syntax';
import { readSuppressions } from '../suppressions/read-suppressions';
import { withoutRule, withoutSuppression } from '../suppressions/remove-suppression';
import { REASON_PLACEHOLDER, type Suppression } from '../suppressions/suppression';
import { type ActionDeed, type Offers, placeOf } from './code-action-offers';
import type { Project } from './project';
import type { Session } from './session';
import { surroundingsIn } from './string-places';
import { toWorkspaceEdit } from './workspace-edit';

type SuppressionDeed = Extract<ActionDeed, { what: `suppress${string}` | 'unsuppress' }>;

/** Offers to silence findings: on their line, in the lines selected, in the file. Files without comments get no offer. */
export function offerSuppressions(
  offers: Offers,
  document: SourceDocument,
  selected: TextRange,
  findings: readonly Finding[],
  diagnosticOf: (finding: Finding) => Diagnostic | undefined,
): void {
  if (commentSyntaxOf(document) === null) return;
  for (const finding of findings) {
    const does = { what: 'suppressLine', ...placeOf(finding) } as const;
    offers.once(`Ignore ${finding.rule} on this line`, CodeActionKind.QuickFix, does, diagnosticOf(finding));
  }
  const lines = selectedLines(document, selected);
  if (lines !== null && findings.length > 0) {
    const rules = [...new Set(findings.map(({ rule }) => rule))];
    const what = rules.length > 3 ? `${rules.length} rules` : rules.join(', ');
    const does = { what: 'suppressBlock', rules, ...lines } as const;
    offers.once(`Ignore ${what} in the selected lines`, CodeActionKind.QuickFix, does);
  }
  for (const finding of findings) {
    const does = { what: 'suppressFile', ...placeOf(finding) } as const;
    offers.once(`Ignore ${finding.rule} in this file`, CodeActionKind.QuickFix, does, diagnosticOf(finding));
  }
}

/** Offers to take back the suppressions under the cursor. */
export function offerRemovals(offers: Offers, document: SourceDocument, selected: TextRange): void {
  for (const { comment, rules, range } of suppressionsAt(document, selected)) {
    const named = rules.length < 2 ? undefined : rules.find((rule) => touches(rule.range, selected));
    if (named !== undefined) {
      const does = { what: 'unsuppress', start: range.start, rule: named.id } as const;
      offers.once(`Remove ${named.id} from this suppression`, CodeActionKind.QuickFix, does);
    }
    if (!touches(comment, selected)) continue;
    const does = { what: 'unsuppress', start: range.start, rule: null } as const;
    offers.once('Remove this suppression', CodeActionKind.QuickFix, does);
  }
}

export function suppressionsAt(document: SourceDocument, selected: TextRange): Suppression[] {
  return readSuppressions(document).filter(({ comment }) => touches(comment, selected));
}

/** The edit of an action offered above. Rejects where there is no place for a comment. */
export async function suppressionEdit(
  session: Session,
  project: Project,
  document: SourceDocument,
  does: SuppressionDeed,
): Promise<WorkspaceEdit> {
  const changes = does.what === 'unsuppress' ? removal(document, does) : addition(session, project, document, does);
  if (changes === null) throw new ResponseError(LSPErrorCodes.RequestFailed, 'there is no place for a comment here');
  const edits = changes.map((change): FileEdit => ({ uri: document.uri, ...change }));
  return withTabStop(session, await toWorkspaceEdit(session, project, edits));
}

function addition(
  session: Session,
  project: Project,
  document: SourceDocument,
  does: Exclude<SuppressionDeed, { what: 'unsuppress' }>,
): TextChange[] | null {
  const { requireReason } = project.resolved.configuration;
  const options: AddOptions = {
    surroundings: surroundingsIn(session, document),
    reason: requireReason || does.what === 'suppressBlock',
  };
  switch (does.what) {
    case 'suppressLine':
      return suppressLine(document, does, does.rule, options);
    case 'suppressFile':
      return suppressFile(document, does.rule, options);
    case 'suppressBlock':
      return suppressBlock(document, does.firstLine, does.lastLine, does.rules, options);
  }
}

function removal(
  document: SourceDocument,
  { start, rule }: Extract<SuppressionDeed, { what: 'unsuppress' }>,
): TextChange[] | null {
  const suppression = readSuppressions(document).find(({ range }) => range.start === start);
  if (suppression === undefined) return null;
  const named = rule === null ? undefined : suppression.rules.find(({ id }) => id === rule);
  return named === undefined ? withoutSuppression(document, suppression) : withoutRule(document, suppression, named);
}

/** Where the client takes snippets, the cursor goes to the reason that is to be written. */
function withTabStop({ client }: Session, edit: WorkspaceEdit): WorkspaceEdit {
  if (!client.takesSnippets || edit.documentChanges === undefined) return edit;
  const documentChanges = edit.documentChanges.map((change) => {
    if (!('edits' in change)) return change;
    const edits = change.edits.map((single) => {
      if (!('newText' in single) || !single.newText.includes(REASON_PLACEHOLDER)) return single;
      const value = single.newText
        .replace(/[\\$}]/g, '\\$&')
        .replace(REASON_PLACEHOLDER, `\${1:${REASON_PLACEHOLDER}}`);
      return { range: single.range, snippet: { kind: 'snippet' as const, value } };
    });
    return { ...change, edits };
  });
  return { ...edit, documentChanges };
}

/** The lines of a selection of several; a last line of which nothing is selected is not one of them. */
function selectedLines(
  { lines }: SourceDocument,
  { start, end }: TextRange,
): { firstLine: number; lastLine: number } | null {
  const firstLine = lines.lineAt(start);
  const last = lines.lineAt(end);
  const lastLine = last > firstLine && lines.lineStart(last) === end ? last - 1 : last;
  return lastLine > firstLine ? { firstLine, lastLine } : null;
}

function touches(a: TextRange, b: TextRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}
