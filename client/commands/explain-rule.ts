import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LanguageServer } from '../language/language-server';
import { rulePage, rulePageScheme, ruleOfPage } from '../language/rule-pages';

/** Shows a rule's documentation, rendered; the rule is given, under the cursor, or picked. */
export class RuleDocumentation implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(private readonly server: LanguageServer) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(rulePageScheme, this);
  }

  /** @param given the rule's id as the first element, when the caller knows it */
  async explain(...given: readonly unknown[]): Promise<void> {
    const rule = typeof given[0] === 'string' ? given[0] : (ruleAtCursor() ?? (await this.pick()));
    if (rule !== undefined) await vscode.commands.executeCommand('markdown.showPreview', rulePage(rule));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const rule = ruleOfPage(uri);
    const explanation = await this.server.request('agentPreflight/explainRule', { rule });
    return explanation?.markdown ?? l10n.t('There is no documentation of a rule {0}.', rule);
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async pick(): Promise<string | undefined> {
    const rules = (await this.server.request('agentPreflight/rules', null)) ?? [];
    const items = rules.map(({ id, topic, title }) => ({ label: id, description: topic, detail: title }));
    const options = { placeHolder: l10n.t('Which rule?'), matchOnDescription: true, matchOnDetail: true };
    return (await vscode.window.showQuickPick(items, options))?.label;
  }
}

/** The rule of the finding at the cursor. */
function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const finding = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find(({ source, range }) => source === 'agent-preflight' && range.contains(editor.selection.active));
  const code = finding?.code;
  return code === undefined ? undefined : String(typeof code === 'object' ? code.value : code);
}
