import type {
  DidChangeTextDocumentParams,
  TextDocumentContentChangeEvent,
  TextDocumentItem,
} from 'vscode-languageserver';
import { type DocumentKind, SourceDocument, type TextChange } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import { offsetFromClient } from '../documents/position-encoding';
import { canonicalUri, nameOf } from '../documents/uri';
import { configuredKindOf } from '../project/configured-files';
import type { Project } from './project';
import type { Session } from './session';
import type { OpenDocument } from './session-events';

/** Milliseconds without a change after which the project learns what a Python file now says to others. */
const SETTLE = 200;

const KIND_BY_LANGUAGE: Readonly<Record<string, DocumentKind>> = {
  python: 'python',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  rust: 'rust',
  yaml: 'yaml',
  dockercompose: 'compose',
  'github-actions-workflow': 'workflow',
  dockerfile: 'dockerfile',
  dotenv: 'env',
};

/** Keeps open documents as the editor has them, and their project informed. */
export class OpenDocuments {
  private readonly settling = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly session: Session,
    private readonly documents: Map<string, OpenDocument>,
  ) {}

  async open(item: TextDocumentItem): Promise<void> {
    const { session } = this;
    const uri = canonicalUri(item.uri);
    const kind = kindOf(nameOf(uri), item.text) ?? KIND_BY_LANGUAGE[item.languageId] ?? null;
    if (kind === null) return;
    const open: OpenDocument = { clientUri: item.uri, uri, project: null, ready: Promise.resolve() };
    this.documents.set(uri, open);
    session.analyzer.openDocument(new SourceDocument(uri, nameOf(uri), kind, item.text, item.version));
    open.ready = this.findProject(open);
    await open.ready;
  }

  change(params: DidChangeTextDocumentParams): void {
    const { analyzer, client, events } = this.session;
    const open = this.documents.get(canonicalUri(params.textDocument.uri));
    if (open === undefined) return;
    for (const event of params.contentChanges) {
      const document = analyzer.document(open.uri);
      if (document === null) return;
      const change = toChange(document, event, client.encoding);
      analyzer.changeDocument(open.uri, params.textDocument.version, [change]);
    }
    this.inform(open);
    events.documentChanged.fire(open);
  }

  close(clientUri: string): void {
    const { analyzer, events, projects } = this.session;
    const uri = canonicalUri(clientUri);
    const open = this.documents.get(uri);
    if (open === undefined) return;
    this.documents.delete(uri);
    clearTimeout(this.settling.get(uri));
    this.settling.delete(uri);
    analyzer.closeDocument(uri);
    events.documentClosed.fire(open);
    // What was typed and not saved is gone: the project goes back to what is on disk.
    void projects.refreshFiles([uri]);
  }

  /** Projects were made anew: every document looks for its own again. */
  async rehome(): Promise<void> {
    await Promise.all([...this.documents.values()].map((open) => this.findProject(open)));
  }

  dispose(): void {
    for (const timer of this.settling.values()) clearTimeout(timer);
    this.settling.clear();
  }

  private async findProject(open: OpenDocument): Promise<void> {
    const { analyzer, events, projects } = this.session;
    const project = await projects.forFile(open.uri);
    const document = analyzer.document(open.uri);
    if (this.documents.get(open.uri) !== open || document === null) return;
    const path = project.pathOf(open.uri) || nameOf(open.uri);
    const kind = configuredKindOf(path, document.text, project.resolved.configuration) ?? document.kind;
    if (document.path !== path || document.kind !== kind) {
      analyzer.openDocument(new SourceDocument(open.uri, path, kind, document.text, document.version));
    }
    open.project = project;
    if (project.complete) this.tellProject(open, project);
    events.documentChanged.fire(open);
  }

  /** YAML and the small files at the root say where agents are: what is checked next needs to know at once. Python can wait. */
  private inform(open: OpenDocument): void {
    const document = this.session.analyzer.document(open.uri);
    const { project } = open;
    if (document === null || project === null || !project.complete) return;
    clearTimeout(this.settling.get(open.uri));
    if (document.kind === 'python') {
      this.settling.set(
        open.uri,
        setTimeout(() => this.tellProject(open, project), SETTLE),
      );
    } else if (document.kind !== 'text') this.tellProject(open, project);
  }

  private tellProject(open: OpenDocument, project: Project): void {
    const document = this.session.analyzer.document(open.uri);
    if (document === null || open.project !== project) return;
    if (project.setText(document.path, document.text) === 'changed') this.session.events.projectChanged.fire(project);
  }
}

function toChange(
  document: SourceDocument,
  event: TextDocumentContentChangeEvent,
  encoding: Session['client']['encoding'],
): TextChange {
  if (!('range' in event)) return wholeText(document.text, event.text);
  const { text, lines } = document;
  const start = offsetFromClient(text, lines, event.range.start, encoding);
  const end = offsetFromClient(text, lines, event.range.end, encoding);
  return { range: { start: Math.min(start, end), end: Math.max(start, end) }, newText: event.text };
}

/** A client that sends whole texts has still changed a few characters only: the tree is to profit from that. */
function wholeText(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { range: { start, end: before.length - tail }, newText: after.slice(start, after.length - tail) };
}
