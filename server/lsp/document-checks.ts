import { type CheckedDocument, type DocumentFindings, type Session, settingOf } from './session';

/** Findings of open documents, worked out when asked for and kept until something changes. */
export class DocumentChecks implements DocumentFindings {
  private readonly kept = new Map<string, { readonly stamp: string; readonly checked: CheckedDocument }>();
  private session: Session | null = null;

  attach(session: Session): void {
    this.session = session;
    session.events.documentClosed.on(({ uri }) => this.kept.delete(uri));
    session.events.configurationChanged.on(() => this.kept.clear());
  }

  /** Null for documents that are not open or whose project is not known yet. */
  check(uri: string): CheckedDocument | null {
    const session = this.session;
    const open = session?.open.get(uri);
    const document = session?.analyzer.document(uri);
    if (session === null || !open?.project || !document) return null;
    const stamp = `${document.version} ${open.project.rootUri} ${open.project.generation}`;
    const known = this.kept.get(uri);
    if (known?.stamp === stamp && known.checked.document === document) return known.checked;
    const result = session.analyzer.checkOpen(uri, settingOf(open.project));
    for (const fault of result?.faults ?? []) {
      const reason = fault.error instanceof Error ? (fault.error.stack ?? fault.error.message) : String(fault.error);
      session.connection.console.error(`rule ${fault.rule} failed on ${uri}: ${reason}`);
    }
    const checked = { document, findings: result?.findings ?? [] };
    this.kept.set(uri, { stamp, checked });
    return checked;
  }
}
