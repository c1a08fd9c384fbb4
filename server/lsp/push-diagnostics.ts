import type { Diagnostic } from 'vscode-languageserver';
import type { ConfigurationDiagnostics } from './configuration-diagnostics';
import { missingTexts, toDiagnostics } from './diagnostics';
import { type Session, clientUri } from './session';
import type { OpenDocument } from './session-events';

/** While messages keep coming, publishing waits for the last of them, but not longer than this (milliseconds). */
const MAX_BURST = 50;

/** Milliseconds without a change after which a draft is followed by what a look at the whole file finds. */
const REST = 120;

interface Draft {
  /** Ends when the typing has rested for long enough. */
  readonly timer: ReturnType<typeof setTimeout>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Publishes diagnostics for clients that do not ask for them. */
export class PushDiagnostics {
  /** Documents to publish, with the time since when they wait. */
  private readonly waiting = new Map<string, number>();
  private scheduled = false;
  /** Documents whose published diagnostics are a draft. */
  private readonly drafts = new Map<string, Draft>();
  /** Closed files that the client shows diagnostics for. */
  private readonly shown = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly configuration: ConfigurationDiagnostics,
  ) {
    const { events } = session;
    events.documentChanged.on((open) => this.schedule(open));
    events.documentClosed.on((open) => this.closed(open));
    events.projectChanged.on((project) => {
      for (const open of session.open.values()) if (open.project === project) this.schedule(open);
    });
    session.workspaceChecks.changed.on((uri) => this.publishClosed(uri));
    configuration.changed.on((uri) => {
      const open = session.open.get(uri);
      if (open === undefined) this.publishClosed(uri);
      else this.schedule(open);
    });
  }

  private schedule(open: OpenDocument): void {
    if (!this.waiting.has(open.uri)) this.waiting.set(open.uri, performance.now());
    if (this.scheduled) return;
    this.scheduled = true;
    // One turn of the event loop lets the message behind this one through: a burst of changes is published once.
    this.session.host.soon(() => this.flush([...this.waiting.keys()].map((uri) => this.versionOf(uri)).join()));
  }

  private flush(before: string): void {
    const now = [...this.waiting.keys()].map((uri) => this.versionOf(uri)).join();
    const oldest = Math.min(...this.waiting.values());
    if (now !== before && performance.now() - oldest < MAX_BURST) {
      this.session.host.soon(() => this.flush(now));
      return;
    }
    this.scheduled = false;
    const uris = [...this.waiting.keys()];
    this.waiting.clear();
    for (const uri of uris) void this.publish(uri);
  }

  private versionOf(uri: string): number {
    return this.session.analyzer.document(uri)?.version ?? -1;
  }

  private forgetDraft(uri: string): Draft | undefined {
    const draft = this.drafts.get(uri);
    clearTimeout(draft?.timer);
    this.drafts.delete(uri);
    return draft;
  }

  private async publish(uri: string, final = false): Promise<void> {
    const { session } = this;
    const project = session.open.get(uri)?.project ?? null;
    const checked = final ? session.checks.check(uri) : session.checks.checkTyping(uri);
    const before = this.forgetDraft(uri);
    if (project === null || checked === null) return;
    const missing = missingTexts(session, project, checked.findings);
    if (missing.length > 0) {
      await project.prepareTexts(missing);
      if (session.analyzer.document(uri) !== checked.document) return;
    }
    const findings = toDiagnostics(session, project, checked.document, checked.findings);
    const diagnostics = [...findings, ...this.configuration.of(uri)];
    if (checked.draft) {
      const timer = setTimeout(() => void this.publish(uri, true), REST);
      this.drafts.set(uri, { timer, diagnostics });
    }
    // Mostly the draft was right.
    if (final && JSON.stringify(before?.diagnostics) === JSON.stringify(diagnostics)) return;
    await this.send(uri, diagnostics, checked.document.version);
  }

  /** Diagnostics of a closed file come from the look at the whole workspace; until it has been there, none are shown. */
  private closed(open: OpenDocument): void {
    this.waiting.delete(open.uri);
    this.forgetDraft(open.uri);
    this.shown.delete(open.uri);
    void this.session.connection.sendDiagnostics({ uri: open.clientUri, diagnostics: [] });
    this.publishClosed(open.uri);
  }

  private publishClosed(uri: string): void {
    if (this.session.open.has(uri)) return;
    const diagnostics = [...this.session.workspaceChecks.diagnosticsOf(uri), ...this.configuration.of(uri)];
    if (diagnostics.length === 0 && !this.shown.delete(uri)) return;
    if (diagnostics.length > 0) this.shown.add(uri);
    void this.send(uri, diagnostics);
  }

  private async send(uri: string, diagnostics: readonly Diagnostic[], version?: number): Promise<void> {
    const params = { uri: clientUri(this.session, uri), diagnostics: [...diagnostics] };
    await this.session.connection.sendDiagnostics(version === undefined ? params : { ...params, version });
  }
}
