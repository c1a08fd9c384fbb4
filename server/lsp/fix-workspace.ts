import { type CancellationToken, LSPErrorCodes, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import { SourceDocument } from '../documents/document';
import { configuredKindOf } from '../project/configured-files';
import type { FileEdit } from '../rules/finding';
import { fixAllEdits } from './fix-document';
import type { Project } from './project';
import type { Session } from './session';
import { toWorkspaceEdit } from './workspace-edit';

export const FIX_WORKSPACE_COMMAND = 'agentPreflight.fixAllInWorkspace';

/** A preview of more files than this is no preview; fixing again takes the next ones. */
const MAX_FILES = 500;
/** Milliseconds of work before waiting messages are let through. */
const SLICE = 20;

/** Files other than `uri` that have findings of a rule, as far as the workspace has been looked at. */
export function hasOthers(session: Session, rule: string, uri: string): boolean {
  for (const other of filesWith(session, rule)) if (other !== uri) return true;
  return false;
}

function* filesWith(session: Session, rule: string): Iterable<string> {
  for (const uri of session.open.keys()) {
    const findings = session.checks.check(uri)?.findings ?? [];
    if (session.projects.isInWorkspace(uri) && findings.some((finding) => finding.rule === rule)) yield uri;
  }
  for (const [uri, { diagnostics }] of session.workspaceChecks.files) {
    if (!session.open.has(uri) && diagnostics.some(({ code }) => code === rule)) yield uri;
  }
}

/** One edit that applies every safe fix of a rule in the workspace, shown before it is made where the client can show it. */
export async function workspaceFix(session: Session, rule: string, token?: CancellationToken): Promise<WorkspaceEdit> {
  const byProject = new Map<Project, FileEdit[]>();
  let files = 0;
  let sliceStart = performance.now();
  for (const uri of filesWith(session, rule)) {
    if (token?.isCancellationRequested === true) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const project = session.open.get(uri)?.project ?? session.projects.known(uri);
    const document = project === null ? null : await documentAt(session, project, uri);
    if (project === null || document === null) continue;
    const edits = fixAllEdits(session, project, document, (finding) => finding.rule === rule);
    if (edits.length > 0) {
      byProject.set(project, [...(byProject.get(project) ?? []), ...edits]);
      if (++files === MAX_FILES) break;
    }
    if (performance.now() - sliceStart < SLICE) continue;
    await new Promise<void>((resolve) => session.host.soon(resolve));
    sliceStart = performance.now();
  }
  if (files === 0) throw new ResponseError(LSPErrorCodes.RequestFailed, `nothing of ${rule} can be fixed safely`);
  const description = files === MAX_FILES ? `The first ${MAX_FILES} files` : files === 1 ? '1 file' : `${files} files`;
  const confirmation = { label: `Fix all ${rule} in the workspace`, description };
  const parts: WorkspaceEdit[] = [];
  for (const [project, edits] of byProject)
    parts.push(await toWorkspaceEdit(session, project, withoutRepeated(edits), confirmation));
  return together(parts);
}

async function documentAt(session: Session, project: Project, uri: string): Promise<SourceDocument | null> {
  const open = session.analyzer.document(uri);
  if (open !== null) return open;
  const path = project.pathOf(uri);
  const text = path === null ? null : await project.readText(uri);
  const kind = path === null || text === null ? null : configuredKindOf(path, text, project.resolved.configuration);
  return path === null || text === null || kind === null ? null : new SourceDocument(uri, path, kind, text);
}

/** Several files may want the same line in a third one. */
function withoutRepeated(edits: readonly FileEdit[]): FileEdit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const key = JSON.stringify(edit);
    if ('appendLine' in edit && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function together(parts: readonly WorkspaceEdit[]): WorkspaceEdit {
  const [first, ...others] = parts;
  return others.reduce<WorkspaceEdit>(
    (whole, part) => ({
      ...whole,
      ...(whole.changes === undefined ? {} : { changes: { ...whole.changes, ...part.changes } }),
      ...(whole.documentChanges === undefined
        ? {}
        : { documentChanges: [...whole.documentChanges, ...(part.documentChanges ?? [])] }),
    }),
    first ?? {},
  );
}
