import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  CreateFile,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { LineIndex } from '../documents/line-index';
import { applyFileEdits } from '../fixes/apply-edits';
import type { FileEdit } from '../rules/finding';
import { type TextWithLines, lspRange } from './diagnostics';
import type { Project } from './project';
import { type Session, clientUri } from './session';
import { lineEndingOf } from '../documents/line-ending';

/** What the user is asked to look at before an edit is made. */
export interface Confirmation {
  readonly label: string;
  readonly description?: string;
}

const ANNOTATION = 'fix';

/** The edits of a fix in the form the client takes: with versions, new files and annotations where it knows them. */
export async function toWorkspaceEdit(
  session: Session,
  project: Project,
  edits: readonly FileEdit[],
  confirmation: Confirmation | null = null,
): Promise<WorkspaceEdit> {
  const { client } = session;
  const byFile = new Map<string, FileEdit[]>();
  for (const edit of edits) byFile.set(edit.uri, [...(byFile.get(edit.uri) ?? []), edit]);
  const annotated = confirmation !== null && client.annotatesChanges;
  const changes: Record<string, TextEdit[]> = {};
  const documentChanges: (TextDocumentEdit | CreateFile)[] = [];
  for (const [uri, own] of byFile) {
    const text = await currentText(session, project, uri);
    // Without a way to create files, what would go into a new one is left out: the edit of the code is right without it.
    if (text === null && !client.createsFiles) continue;
    const textEdits = toTextEdits(session, text, uri, own);
    if (textEdits.length === 0) continue;
    const named = clientUri(session, uri);
    changes[named] = textEdits;
    const annotationId = annotated ? { annotationId: ANNOTATION } : {};
    if (text === null)
      documentChanges.push({ kind: 'create', uri: named, options: { ignoreIfExists: true }, ...annotationId });
    const version = session.analyzer.document(uri)?.version ?? null;
    const listed: (TextEdit | AnnotatedTextEdit)[] = textEdits.map((edit) => ({ ...edit, ...annotationId }));
    documentChanges.push({ textDocument: { uri: named, version }, edits: listed });
  }
  if (!client.takesDocumentChanges) return { changes };
  if (!annotated || confirmation === null) return { documentChanges };
  const changeAnnotation: ChangeAnnotation = { ...confirmation, needsConfirmation: true };
  return { documentChanges, changeAnnotations: { [ANNOTATION]: changeAnnotation } };
}

async function currentText(session: Session, project: Project, uri: string): Promise<TextWithLines | null> {
  const open = session.analyzer.document(uri);
  if (open !== null) return open;
  const text = await project.readText(uri);
  return text === null ? null : { text, lines: LineIndex.of(text) };
}

function toTextEdits(
  session: Session,
  present: TextWithLines | null,
  uri: string,
  edits: readonly FileEdit[],
): TextEdit[] {
  const { encoding } = session.client;
  const text = present ?? { text: '', lines: LineIndex.of('') };
  const lineEnding = lineEndingOf(text.text);
  const result: TextEdit[] = [];
  const added: FileEdit[] = [];
  for (const edit of edits) {
    if ('appendLine' in edit) added.push(edit);
    else
      result.push({ range: lspRange(text, edit.range, encoding), newText: edit.newText.replace(/\r?\n/g, lineEnding) });
  }
  if (added.length === 0) return result;
  const after = applyFileEdits(added, () => text.text).get(uri) ?? text.text;
  const appended = after.slice(text.text.length);
  const end = { start: text.text.length, end: text.text.length };
  return appended === '' ? result : [...result, { range: lspRange(text, end, encoding), newText: appended }];
}
