import {
  CodeActionKind,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { version } from '../../package.json';
import { canonicalUri } from '../documents/uri';
import { Analyzer } from '../engine/analyzer';
import { ALL_GRAMMARS } from '../languages/code-language';
import { Grammars } from '../languages/grammars';
import { catalogue } from '../rules/catalogue.generated';
import type { Rule } from '../rules/rule';
import { Client } from './client';
import { COMPLETION_TRIGGERS, registerCompletion } from './completion';
import { CodeActions, FIX_ALL_KIND } from './code-actions';
import { ConfigurationDiagnostics } from './configuration-diagnostics';
import { DocumentChecks } from './document-checks';
import { registerEffectiveConfiguration } from './effective-configuration';
import { FIX_WORKSPACE_COMMAND } from './fix-workspace';
import type { ServerHost } from './host';
import { registerHover } from './hover';
import { OpenDocuments } from './open-documents';
import { Projects } from './projects';
import { PullDiagnostics } from './pull-diagnostics';
import { PushDiagnostics } from './push-diagnostics';
import { registerRuleRequests } from './rule-requests';
import { ServerStatusReporter } from './server-status';
import { type Session, clientUri } from './session';
import { type OpenDocument, createEvents } from './session-events';
import { Settings } from './settings';
import { StackRequests } from './stack-requests';
import { WatchedFiles } from './watched-files';
import { WorkspaceChecks } from './workspace-checks';

/** A language server for one client. It knows neither the transport nor the machine: both are given. */
export function createServer(connection: Connection, host: ServerHost, rules: readonly Rule[] = catalogue): void {
  let running: RunningServer | null = null;
  connection.onInitialize(async (params) => {
    const grammars = new Grammars(host.loadWasm);
    await grammars.load(...ALL_GRAMMARS);
    running = new RunningServer(connection, host, rules, grammars, params);
    return running.result;
  });
  connection.onInitialized(() => void running?.start());
  connection.onShutdown(() => running?.dispose());
}

class RunningServer {
  private readonly session: Session;
  private readonly workspaceChecks = new WorkspaceChecks();
  private readonly status: ServerStatusReporter;
  private readonly documents: OpenDocuments;
  private readonly watched: WatchedFiles;
  private readonly stack: StackRequests;
  private readonly pull: PullDiagnostics | null;

  constructor(
    connection: Connection,
    host: ServerHost,
    rules: readonly Rule[],
    grammars: Grammars,
    private readonly params: InitializeParams,
  ) {
    const client = new Client(params);
    const open = new Map<string, OpenDocument>();
    const events = createEvents();
    const settings = new Settings(connection, client, rules);
    const analyzer = new Analyzer(grammars, rules);
    const openText = (uri: string): string | null => analyzer.document(uri)?.text ?? null;
    this.status = new ServerStatusReporter(connection, client);
    const projects = new Projects(host, rules, settings, events, this.status, openText);
    const checks = new DocumentChecks();
    const { workspaceChecks } = this;
    this.session = {
      ...{ connection, host, client, rules, grammars, analyzer, open },
      ...{ projects, settings, checks, workspaceChecks, events },
    };
    checks.attach(this.session);
    this.documents = new OpenDocuments(this.session, open);
    workspaceChecks.attach(this.session);
    const configuration = new ConfigurationDiagnostics(this.session);
    this.pull = client.pullsDiagnostics ? new PullDiagnostics(this.session) : null;
    if (this.pull === null) new PushDiagnostics(this.session, configuration);
    // Clients ask about documents of the languages they know us for; a pyproject.toml is none of them.
    else configuration.changed.on((uri) => this.publish(uri, configuration.of(uri)));
    new CodeActions(this.session);
    registerHover(this.session);
    registerCompletion(this.session);
    registerRuleRequests(this.session);
    registerEffectiveConfiguration(this.session);
    this.stack = new StackRequests(this.session);
    this.watched = new WatchedFiles(this.session, () => this.reload());
    connection.onDidOpenTextDocument(({ textDocument }) => void this.documents.open(textDocument));
    connection.onDidChangeTextDocument((change) => this.documents.change(change));
    connection.onDidCloseTextDocument(({ textDocument }) => this.documents.close(textDocument.uri));
    connection.onDidChangeConfiguration(({ settings: pushed }) => void this.settingsChanged(pushed));
    events.projectChanged.on(() => this.reportProblems());
    events.configurationChanged.on(() => this.reportProblems());
  }

  get result(): InitializeResult {
    return { capabilities: this.capabilities(), serverInfo: { name: 'agent-preflight', version } };
  }

  async start(): Promise<void> {
    const { client, connection, projects, settings } = this.session;
    this.status.start();
    // Documents opened by now are waiting for their project, which waits for the folders: the client is asked for the rest meanwhile.
    await projects.setFolders(this.initialFolders());
    if (client.changesFolders) connection.workspace.onDidChangeWorkspaceFolders(() => void this.foldersChanged());
    await Promise.allSettled([this.watched.register(), this.registerConfiguration()]);
    const before = JSON.stringify([settings.configuration, settings.configurationFile, settings.wholeWorkspace]);
    await settings.refresh();
    if (JSON.stringify([settings.configuration, settings.configurationFile, settings.wholeWorkspace]) !== before)
      await this.reload();
    this.reportProblems();
  }

  dispose(): void {
    this.documents.dispose();
    this.watched.dispose();
    this.stack.dispose();
    this.pull?.dispose();
    this.workspaceChecks.dispose();
    this.session.analyzer.dispose();
  }

  private capabilities(): ServerCapabilities {
    const { client } = this.session;
    return {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      hoverProvider: true,
      completionProvider: { triggerCharacters: COMPLETION_TRIGGERS, resolveProvider: true },
      codeActionProvider: client.takesCodeActions
        ? { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL_KIND], resolveProvider: client.resolvesEdits }
        : true,
      executeCommandProvider: { commands: client.appliesEdits ? [FIX_WORKSPACE_COMMAND] : [] },
      ...(client.pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: 'agent-preflight',
              interFileDependencies: true,
              workspaceDiagnostics: true,
            },
          }
        : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
  }

  private initialFolders(): string[] {
    const { rootUri, workspaceFolders } = this.params;
    if (workspaceFolders) return workspaceFolders.map(({ uri }) => folderUri(uri));
    return rootUri === null || rootUri === undefined ? [] : [folderUri(rootUri)];
  }

  private async foldersChanged(): Promise<void> {
    const folders = await this.session.connection.workspace.getWorkspaceFolders();
    await this.session.projects.setFolders((folders ?? []).map(({ uri }) => folderUri(uri)));
    await this.documents.rehome();
    this.session.events.configurationChanged.fire();
  }

  private async registerConfiguration(): Promise<void> {
    const { client, connection } = this.session;
    if (!client.registersConfigurationChanges) return;
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'agentPreflight' });
  }

  private async settingsChanged(pushed: unknown): Promise<void> {
    await this.session.settings.refresh(pushed);
    await this.reload();
  }

  private async reload(): Promise<void> {
    await this.session.projects.reload();
    await this.documents.rehome();
  }

  private publish(uri: string, diagnostics: readonly Diagnostic[]): void {
    const { connection } = this.session;
    void connection.sendDiagnostics({ uri: clientUri(this.session, uri), diagnostics: [...diagnostics] });
  }

  private reportProblems(): void {
    const { projects, settings } = this.session;
    const [first] = [...settings.problems, ...projects.problems];
    if (first === undefined) this.status.setProblem(null);
    else {
      const place =
        first.uri === ''
          ? ''
          : `${decodeURIComponent(first.uri.replace(/^file:\/\//, ''))}:${first.line}:${first.column} `;
      this.status.setProblem(`Configuration not followed: ${place}${first.message}`);
    }
  }
}

function folderUri(uri: string): string {
  const canonical = canonicalUri(uri);
  return canonical.length > 'file:///'.length ? canonical.replace(/\/$/, '') : canonical;
}
