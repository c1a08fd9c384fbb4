import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LanguageServer } from '../language/language-server';
import type { Stacks } from '../stacks/stacks';
import { shownState } from './agent-state';
import { statusBarText } from './stack-counts';
import { StackTree } from './stack-tree';
import { placeText, watchMessage } from './remote-texts';
import type { TreeSubject } from './tree-model';

const viewId = 'agentPreflight.stack';

/** The view, what stands above its tree, and the one status bar item. */
export class StackView implements vscode.Disposable {
  private readonly tree: StackTree;
  private readonly view: vscode.TreeView<string>;
  private readonly statusBar: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly stacks: Stacks,
    private readonly server: LanguageServer,
  ) {
    this.tree = new StackTree(stacks);
    this.view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this.tree,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.statusBar = vscode.window.createStatusBarItem('agentPreflight.stack', vscode.StatusBarAlignment.Left, 10);
    this.statusBar.name = l10n.t('Agent Stack');
    this.statusBar.command = `${viewId}.focus`;
    this.subscriptions = [
      this.tree,
      this.view,
      this.statusBar,
      this.view.onDidChangeVisibility(() => this.showOrHide()),
      vscode.window.onDidChangeWindowState(() => this.showOrHide()),
      stacks.onDidChange(() => this.update()),
      server.onDidChangeState(() => this.update()),
    ];
    this.showOrHide();
    this.update();
  }

  /** What a node of the tree stands for; null once it is gone. */
  subject(id: string) {
    return this.tree.subject(id);
  }

  /** The button of a row was pressed. */
  pressed(): void {
    this.tree.pressed();
  }

  /** See `StackTree.maybePressed`. */
  maybePressed(hadButton: (subject: TreeSubject) => boolean): readonly string[] {
    return this.tree.maybePressed(hadButton);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private showOrHide(): void {
    this.tree.setVisible(this.view.visible);
    // A window in the background finds out when it comes to the front.
    this.stacks.setWatching(vscode.window.state.focused || this.view.visible);
  }

  private update(): void {
    this.updateHeader();
    this.updateStatusBar();
  }

  private updateHeader(): void {
    const [only, ...others] = this.stacks.all;
    const where = only?.remote ? ` · ${placeText(only.remote.place)}` : '';
    this.view.description = only && others.length === 0 ? `${only.machine ?? only.displayPath}${where}` : undefined;
    const failed = this.server.state.kind === 'failed' && only;
    this.view.message = failed
      ? l10n.t('The language server has failed. Agents are shown as last known.')
      : (watchMessage(this.stacks.all) ?? undefined);
    const dead = this.stacks.all.flatMap(({ agents }) => agents.filter((agent) => shownState(agent) === 'failed'));
    this.view.badge =
      dead.length === 0
        ? undefined
        : { value: dead.length, tooltip: l10n.t('Failed: {0}', dead.map(({ name }) => name).join(', ')) };
  }

  private updateStatusBar(): void {
    const shown = statusBarText(this.stacks.all);
    if (!shown) {
      this.statusBar.hide();
      return;
    }
    this.statusBar.text = shown.text;
    this.statusBar.tooltip = shown.tooltip;
    this.statusBar.accessibilityInformation = { label: shown.accessibleLabel };
    const background = { normal: undefined, warning: 'warningBackground', error: 'errorBackground' }[shown.tone];
    this.statusBar.backgroundColor = background ? new vscode.ThemeColor(`statusBarItem.${background}`) : undefined;
    this.statusBar.show();
  }
}
