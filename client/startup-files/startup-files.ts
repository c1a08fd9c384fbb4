import * as vscode from 'vscode';
import type { StartupAgent, StartupFile } from '@agent-preflight/server/protocol/requests';
import type { LanguageServer } from '../language/language-server';
import type { DeclaredAgent, DeclaredStack } from '../stack-view/stack-list';

/** The startup files of the workspace as the language server knows them: one reader of such files in editor, tree and launcher. */
export class StartupFiles implements vscode.Disposable {
  private known: readonly StartupFile[] = [];
  private stacks: readonly DeclaredStack[] = [];
  private asked = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: LanguageServer) {
    this.subscriptions = [
      this.changed,
      server.onDidChangeStartupFiles(() => void this.refresh()),
      // Paths for people name the folder once there is a second one.
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.accept(this.known)),
    ];
  }

  /** Files on this machine's disk, sorted by URI. Kept while the server is away: a stack does not vanish because a linter crashed. */
  get all(): readonly DeclaredStack[] {
    return this.stacks;
  }

  /** What the language server says of a file and one of its agents; undefined for an unknown file or agent. */
  find(file: string, agent: string): StartupAgent | undefined {
    return this.known
      .find(({ uri }) => vscode.Uri.parse(uri).fsPath === file)
      ?.agents.find(({ name }) => name === agent);
  }

  async refresh(): Promise<void> {
    const turn = ++this.asked;
    const files = await this.server.request('agentPreflight/startupFiles', null);
    // A later question will be answered from a newer state of the project.
    if (files && turn === this.asked) this.accept(files);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private accept(files: readonly StartupFile[]): void {
    this.known = files;
    this.stacks = files.flatMap((file) => {
      const uri = vscode.Uri.parse(file.uri);
      return uri.scheme === 'file' ? [declaredStack(uri, file)] : [];
    });
    this.changed.fire();
  }
}

function declaredStack(uri: vscode.Uri, file: StartupFile): DeclaredStack {
  return {
    file: uri.fsPath,
    displayPath: vscode.workspace.asRelativePath(uri),
    machine: file.machine,
    agents: file.agents.map(declaredAgent),
  };
}

function declaredAgent(agent: StartupAgent): DeclaredAgent {
  const ports = [agent.port, agent.healthPort].filter((port) => port !== null);
  return {
    name: agent.name,
    group: agent.group,
    script: agent.script === null ? null : vscode.Uri.parse(agent.script).fsPath,
    ports: [...new Set(ports)].sort((a, b) => a - b),
    enabled: agent.enabled,
  };
}
