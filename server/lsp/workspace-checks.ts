import type { Diagnostic } from 'vscode-languageserver';
import { SourceDocument } from '../documents/document';
import { configuredKindOf } from '../project/configured-files';
import { joinUri } from '../documents/uri';
import { missingTexts, resultId, toDiagnostics } from './diagnostics';
import { Emitter } from './emitter';
import { type Project, SLICE } from './project';
import { type CheckedFile, type Session, type WorkspaceFindings, settingOf } from './session';

/** Milliseconds that typing keeps background work away. */
const QUIET = 300;

/**
 * Checks the files of the workspace that nobody has open, in the background and in slices: a keystroke never waits for more than one
 * file. Results are kept as diagnostics, texts and trees are not.
 */
export class WorkspaceChecks implements WorkspaceFindings {
  /** A file's diagnostics are others now. */
  readonly changed = new Emitter<string>();
  /** Every file has been looked at, for now. */
  readonly finished = new Emitter<void>();
  private readonly results = new Map<string, CheckedFile>();
  private readonly waiting = new Map<string, Project>();
  private session: Session | null = null;
  private running = false;
  private idle: (() => void)[] = [];
  private lastTyped = 0;
  private disposed = false;

  attach(session: Session): void {
    this.session = session;
    const { events } = session;
    events.projectChanged.on((project) => this.enqueueAll(project));
    events.configurationChanged.on(() => this.prune());
    events.documentChanged.on((open) => {
      this.lastTyped = performance.now();
      this.waiting.delete(open.uri);
    });
    events.documentClosed.on((open) => {
      if (open.project !== null) this.enqueue(open.project, open.uri);
    });
    events.fileChanged.on(({ project, path }) => this.enqueue(project, joinUri(project.rootUri, path)));
  }

  diagnosticsOf(uri: string): readonly Diagnostic[] {
    return this.results.get(uri)?.diagnostics ?? [];
  }

  /** Every file looked at so far that is not open. */
  get files(): ReadonlyMap<string, CheckedFile> {
    return this.results;
  }

  get busy(): boolean {
    return this.running;
  }

  isWaiting(uri: string): boolean {
    return this.waiting.has(uri);
  }

  /** Resolves when every file waiting now has been looked at. */
  async settled(): Promise<void> {
    if (!this.running && this.waiting.size === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  dispose(): void {
    this.disposed = true;
    this.waiting.clear();
    this.finish();
  }

  private enqueueAll(project: Project): void {
    if (!project.complete) return;
    for (const path of project.checkable) this.enqueue(project, joinUri(project.rootUri, path));
    this.prune();
  }

  private enqueue(project: Project, uri: string): void {
    const { session } = this;
    if (session === null || this.disposed || !session.settings.wholeWorkspace || session.open.has(uri)) return;
    // A file below a configuration file of its own is looked at with its own project.
    if (!session.projects.isInWorkspace(uri) || session.projects.known(uri) !== project) return;
    this.waiting.set(uri, project);
    if (this.running) return;
    this.running = true;
    session.host.soon(() => void this.run(session));
  }

  private async run(session: Session): Promise<void> {
    const work = session.projects.beginWork('Checking the workspace');
    let done = 0;
    let sliceStart = performance.now();
    try {
      for (let next = this.next(); next !== null; next = this.next()) {
        await this.checkFile(session, ...next);
        work.report(++done, done + this.waiting.size);
        if (performance.now() - sliceStart < SLICE) continue;
        await this.breathe(session);
        sliceStart = performance.now();
      }
    } finally {
      work.end();
      this.finish();
    }
  }

  private next(): [string, Project] | null {
    const [entry] = this.waiting;
    if (entry === undefined || this.disposed) return null;
    this.waiting.delete(entry[0]);
    return entry;
  }

  private finish(): void {
    this.running = false;
    const { idle } = this;
    this.idle = [];
    for (const resolve of idle) resolve();
    this.finished.fire();
  }

  private async breathe(session: Session): Promise<void> {
    const rest = QUIET - (performance.now() - this.lastTyped);
    if (rest > 0 && !this.disposed) await new Promise<void>((resolve) => setTimeout(resolve, rest));
    else await new Promise<void>((resolve) => session.host.soon(resolve));
  }

  private async checkFile(session: Session, uri: string, project: Project): Promise<void> {
    const path = project.pathOf(uri);
    const text = path === null || !project.index.has(path) ? null : await project.readText(uri);
    if (session.open.has(uri) || this.disposed) return;
    const kind = path === null || text === null ? null : configuredKindOf(path, text, project.resolved.configuration);
    if (path === null || text === null || kind === null) {
      this.set(uri, []);
      return;
    }
    const document = new SourceDocument(uri, path, kind, text);
    const { findings } = session.analyzer.check(document, settingOf(project));
    await project.prepareTexts(missingTexts(session, project, findings));
    this.set(uri, toDiagnostics(session, project, document, findings));
  }

  private set(uri: string, diagnostics: readonly Diagnostic[]): void {
    const before = this.results.get(uri);
    const id = resultId(diagnostics);
    if (before?.resultId === id || (before === undefined && diagnostics.length === 0)) return;
    if (diagnostics.length === 0) this.results.delete(uri);
    else this.results.set(uri, { diagnostics, resultId: id });
    this.changed.fire(uri);
  }

  /** Files that left the workspace take their diagnostics with them. */
  private prune(): void {
    const { session } = this;
    if (session === null) return;
    for (const uri of [...this.results.keys()]) {
      const project = session.projects.known(uri);
      const path = project?.pathOf(uri) ?? null;
      const listed = project !== null && path !== null && (!project.complete || project.index.has(path));
      if (!listed || !session.projects.isInWorkspace(uri) || !session.settings.wholeWorkspace) this.set(uri, []);
    }
  }
}
