import type {
  CancellationToken,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
  ResultProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDiagnosticReportPartialResult,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { canonicalUri } from '../documents/uri';
import { missingTexts, resultId, toDiagnostics } from './diagnostics';
import { type Session, clientUri } from './session';

const BATCH = 50;
/** Milliseconds within which changes of several files become one request to ask again. */
const REFRESH_DELAY = 100;

/** Answers clients that ask for diagnostics, and asks them to ask again. */
export class PullDiagnostics {
  private refreshTimer: ReturnType<typeof setTimeout> | null = null;
  private wakeUp: (() => void)[] = [];
  /**
   * Files whose findings were given out while they were open. A client that closes one forgets its result's id and keeps the findings on
   * display; if the file is gone by then, nothing the client sends would tell that there is something to take back.
   */
  private readonly shownOpen = new Set<string>();

  constructor(private readonly session: Session) {
    const { connection, events } = session;
    connection.languages.diagnostics.on((params, token) => this.document(params, token));
    connection.languages.diagnostics.onWorkspace((params, token, _progress, results) =>
      this.workspace(params, token, results),
    );
    events.projectChanged.on(() => this.refresh());
    events.configurationChanged.on(() => this.refresh());
    events.documentChanged.on(() => this.wake());
    session.workspaceChecks.changed.on(() => this.wake());
    session.workspaceChecks.finished.on(() => this.wake());
  }

  dispose(): void {
    if (this.refreshTimer !== null) clearTimeout(this.refreshTimer);
    this.wake();
  }

  private async document(
    params: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const { session } = this;
    const uri = canonicalUri(params.textDocument.uri);
    const open = session.open.get(uri);
    if (open?.project === null) await open.ready;
    // Not the server's doing, and nothing about asking again: a client that cancels in order to ask anew would take that for a no.
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const checked = session.checks.check(uri);
    const project = session.open.get(uri)?.project ?? null;
    if (checked === null || project === null) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    await project.prepareTexts(missingTexts(session, project, checked.findings));
    const items = toDiagnostics(session, project, checked.document, checked.findings);
    if (items.length > 0) this.shownOpen.add(uri);
    const id = resultId(items);
    if (id === params.previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id };
    return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
  }

  /**
   * Streams what is new since the client last asked. When nothing is, the answer waits until something is: a client would ask again
   * two seconds later, for ever.
   */
  private async workspace(
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    results: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const { session } = this;
    token.onCancellationRequested(() => this.wake());
    const previous = new Map(params.previousResultIds.map(({ uri, value }) => [canonicalUri(uri), value]));
    const collected = new Map<string, WorkspaceDocumentDiagnosticReport>();
    let sent = false;
    let first = true;
    for (;;) {
      const woken = new Promise<void>((resolve) => this.wakeUp.push(resolve));
      await session.projects.ready();
      if (results === undefined) await session.workspaceChecks.settled();
      if (token.isCancellationRequested) throw serverCancelled();
      const news = await this.news(previous, first);
      first = false;
      sent ||= news.some((report) => report.kind === DocumentDiagnosticReportKind.Full);
      if (results === undefined) for (const report of news) collected.set(report.uri, report);
      else for (let at = 0; at < news.length; at += BATCH) results.report({ items: news.slice(at, at + BATCH) });
      if (sent && !session.workspaceChecks.busy) return { items: [...collected.values()] };
      await woken;
      if (token.isCancellationRequested) throw serverCancelled();
    }
  }

  /**
   * Reports for files whose diagnostics are not those in `previous`, which is brought up to date; with `unchanged`, for the others
   * as well.
   */
  private async news(previous: Map<string, string>, unchanged: boolean): Promise<WorkspaceDocumentDiagnosticReport[]> {
    const { session } = this;
    const reports: WorkspaceDocumentDiagnosticReport[] = [];
    const present = new Set<string>();
    const report = (
      uri: string,
      version: number | null,
      id: string,
      items: readonly Parameters<typeof resultId>[0][number][],
    ): void => {
      present.add(uri);
      if (previous.get(uri) === id) {
        const kind = DocumentDiagnosticReportKind.Unchanged;
        if (unchanged) reports.push({ kind, uri: clientUri(session, uri), version, resultId: id });
        return;
      }
      previous.set(uri, id);
      reports.push({
        kind: DocumentDiagnosticReportKind.Full,
        uri: clientUri(session, uri),
        version,
        resultId: id,
        items: [...items],
      });
    };
    for (const [uri, { project }] of session.open) {
      const checked = session.checks.check(uri);
      if (checked === null || project === null || !session.projects.isInWorkspace(uri)) continue;
      await project.prepareTexts(missingTexts(session, project, checked.findings));
      const items = toDiagnostics(session, project, checked.document, checked.findings);
      report(uri, checked.document.version, resultId(items), items);
    }
    for (const [uri, { diagnostics, resultId: id }] of session.workspaceChecks.files) {
      if (!session.open.has(uri)) report(uri, null, id, diagnostics);
    }
    const empty = resultId([]);
    for (const uri of this.shownOpen) {
      if (session.open.has(uri) || session.workspaceChecks.isWaiting(uri)) continue;
      this.shownOpen.delete(uri);
      if (present.has(uri)) continue;
      previous.delete(uri);
      report(uri, null, empty, []);
    }
    for (const [uri, id] of previous) {
      if (present.has(uri) || id === empty || session.workspaceChecks.isWaiting(uri)) continue;
      report(uri, null, empty, []);
    }
    return reports;
  }

  private refresh(): void {
    this.wake();
    if (!this.session.client.refreshesDiagnostics || this.refreshTimer !== null) return;
    this.refreshTimer = setTimeout(() => {
      this.refreshTimer = null;
      void this.session.connection.languages.diagnostics.refresh();
    }, REFRESH_DELAY);
  }

  private wake(): void {
    const waiting = this.wakeUp;
    this.wakeUp = [];
    for (const resolve of waiting) resolve();
  }
}

function serverCancelled(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'cancelled', { retriggerRequest: false });
}
