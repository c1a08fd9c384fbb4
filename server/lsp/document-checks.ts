import { type CheckedDocument, type DocumentFindings, type Session, settingOf } from './session';

/** Documents that are checked as a whole in less than this (milliseconds) need no drafts. */
const QUICK = 2;

/** Findings of open documents, worked out when asked for and kept until something changes. */
export class DocumentChecks implements DocumentFindings {
  private readonly kept = new Map<string, { readonly stamp: string; readonly checked: CheckedDocument }>();
  /** How long the latest whole check of a document took, in milliseconds. */
  private readonly costs = new Map<string, number>();
  private session: Session | null = null;

  attach(session: Session): void {
    this.session = session;
    session.events.documentClosed.on(({ uri }) => {
      this.kept.delete(uri);
      this.costs.delete(uri);
    });
    session.events.configurationChanged.on(() => this.kept.clear());
  }

  check(uri: string): CheckedDocument | null {
    return this.look(uri, false);
  }

  checkTyping(uri: string): CheckedDocument | null {
    return this.look(uri, (this.costs.get(uri) ?? 0) > QUICK);
  }

  private look(uri: string, typing: boolean): CheckedDocument | null {
    const session = this.session;
    const open = session?.open.get(uri);
    const document = session?.analyzer.document(uri);
    if (session === null || !open?.project || !document) return null;
    const stamp = `${document.version} ${open.project.rootUri} ${open.project.generation}`;
    const known = this.kept.get(uri);
    if (known?.stamp === stamp && known.checked.document === document && (typing || !known.checked.draft))
      return known.checked;
    const started = performance.now();
    const result = session.analyzer.checkOpen(uri, settingOf(open.project), { typing });
    const draft = session.analyzer.isDraft(uri);
    if (!draft) this.costs.set(uri, performance.now() - started);
    for (const fault of result?.faults ?? []) {
      const reason = fault.error instanceof Error ? (fault.error.stack ?? fault.error.message) : String(fault.error);
      session.connection.console.error(`rule ${fault.rule} failed on ${uri}: ${reason}`);
    }
    const checked = { document, findings: result?.findings ?? [], draft };
    this.kept.set(uri, { stamp, checked });
    return checked;
  }
}
