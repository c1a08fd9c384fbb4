import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LanguageServer } from '../language/language-server';

const scheme = 'agent-preflight-configuration';

/** Shows what holds for the file in the editor as a document: every rule's severity and options, and which file says so. */
export class EffectiveConfigurationDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: LanguageServer) {
    this.registration = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    );
  }

  /** @param given the URI of a file or folder as the first element, when the caller knows it */
  async show(...given: readonly unknown[]): Promise<void> {
    const about = given[0] instanceof vscode.Uri ? given[0] : subject();
    if (!about) {
      void vscode.window.showInformationMessage(
        l10n.t('Open a file or a folder to see the configuration that holds for it.'),
      );
      return;
    }
    const uri = vscode.Uri.from({ scheme, path: '/effective.agent-preflight.yaml', query: about.toString() });
    // It may be open already, from before the configuration was changed.
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const found = await this.server.request('agentPreflight/showEffectiveConfiguration', { uri: query });
    return found?.text ?? `# ${l10n.t('The language server does not run.')}\n`;
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** The file in the editor, else the first folder. */
function subject(): vscode.Uri | undefined {
  const open = vscode.window.activeTextEditor?.document.uri;
  return open && open.scheme !== scheme ? open : vscode.workspace.workspaceFolders?.[0]?.uri;
}
