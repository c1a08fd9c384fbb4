import * as vscode from 'vscode';
import type { Stacks } from '../stacks/stacks';
import { agentTooltip } from './agent-tooltip';
import { stackTooltip } from './stack-tooltip';
import { CalmTimer } from './calm-timer';
import { LastingOutages } from './lasting-outages';
import { RowsInFlight } from './rows-in-flight';
import { nodesWithNews, outdatedSummaries, treeDifference } from './tree-diff';
import { buildTree, emptyTree, type TreeModel, type TreeNode, type TreeSubject } from './tree-model';

/** Latency and resource use are drawn this often; drawing a line again closes the hover over it. */
const newsIntervalMs = 5000;

/**
 * Changes closer together than this are drawn as one. VS Code waits for 200 ms without a change before it draws the second of two:
 * it would draw nothing while a stack that starts changes without a pause.
 */
const drawIntervalMs = 250;

const outageShownMs = 1000;

/** The counts of groups and stacks are drawn after this long without a change, and are never older than the second of the two. */
const calmMs = 1000;
const longestUnrestMs = 5000;

/** Whoever presses the button of a row may be about to press another one: what would take rows out of VS Code's hands waits. */
const pressedMs = 3000;

/**
 * The tree's data for VS Code. Its elements are the ids of nodes: strings are the same for ever, so VS Code keeps selection and
 * expansion, and only nodes that look different are drawn again. While the view is hidden nothing is.
 */
export class StackTree implements vscode.TreeDataProvider<string>, vscode.Disposable {
  private model: TreeModel = emptyTree;
  /** Nodes as VS Code last drew them. */
  private readonly drawn = new Map<string, TreeNode>();
  private readonly inFlight = new RowsInFlight(this.drawn);
  private readonly summaries = new CalmTimer(calmMs, longestUnrestMs, () => this.drawSummaries());
  private visible = false;
  private newsTimer: NodeJS.Timeout | null = null;
  private readonly outages = new LastingOutages(outageShownMs);
  private nextDraw: { readonly at: number; readonly timer: NodeJS.Timeout } | null = null;
  private drawnAt = -Infinity;
  private readonly changed = new vscode.EventEmitter<string[] | undefined>();
  private readonly subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly stacks: Stacks) {
    this.model = buildTree(stacks.all);
    this.subscription = stacks.onDidChange(() => {
      if (this.visible) this.update();
    });
  }

  /** What a node stands for, as known now, which may be newer than what is drawn; null for an id that is not in the tree. */
  subject(id: string): TreeSubject | null {
    return buildTree(this.stacks.all).nodes.get(id)?.subject ?? null;
  }

  /**
   * The rows one of which was pressed when VS Code could not say which; empty when it cannot be told.
   *
   * @param hadButton whether a row, as it looks on the screen, had the button
   */
  maybePressed(hadButton: (subject: TreeSubject) => boolean): readonly string[] {
    return this.inFlight.shown.filter(({ subject }) => hadButton(subject)).map(({ id }) => id);
  }

  /** The button of a row was pressed. */
  pressed(): void {
    this.summaries.hold(pressedMs);
  }

  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (this.newsTimer) clearInterval(this.newsTimer);
    this.newsTimer = visible ? setInterval(() => this.drawNews(), newsIntervalMs) : null;
    if (visible) this.update();
    else this.cancelDraw();
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.model.nodes.get(id);
    if (!node) return new vscode.TreeItem('');
    this.inFlight.fetched(id);
    this.drawn.set(id, node);
    return treeItem(node);
  }

  getChildren(id?: string): string[] {
    if (id === undefined) this.inFlight.rootsFetched();
    return [...(id === undefined ? this.model.roots : (this.model.nodes.get(id)?.children ?? []))];
  }

  getParent(id: string): string | null {
    return this.model.nodes.get(id)?.parent ?? null;
  }

  /** Tooltips are made when somebody looks, from what is known then. */
  resolveTreeItem(item: vscode.TreeItem, id: string): vscode.TreeItem {
    const subject = this.subject(id);
    if (subject) item.tooltip = tooltip(subject);
    return item;
  }

  dispose(): void {
    this.setVisible(false);
    this.subscription.dispose();
    this.changed.dispose();
  }

  /** Takes note of every change, and draws it as soon as the last drawing is long enough ago. */
  private update(): void {
    const now = performance.now();
    this.outages.show(this.stacks.all, now);
    this.drawAt(Math.max(now, this.drawnAt + drawIntervalMs));
  }

  private drawAt(at: number): void {
    const now = performance.now();
    if (this.nextDraw && this.nextDraw.at <= at) return;
    this.cancelDraw();
    if (at <= now) this.draw();
    else this.nextDraw = { at, timer: setTimeout(() => this.draw(), at - now) };
  }

  private cancelDraw(): void {
    if (this.nextDraw) clearTimeout(this.nextDraw.timer);
    this.nextDraw = null;
    if (!this.visible) this.summaries.cancel();
  }

  private draw(): void {
    this.cancelDraw();
    const now = performance.now();
    const { stacks, nextAt } = this.outages.show(this.stacks.all, now);
    const before = this.model;
    this.model = buildTree(stacks);
    const difference = treeDifference(before, this.model);
    if (difference.all) this.fire(undefined);
    else if (difference.nodes.length > 0) this.fire([...difference.nodes]);
    if (outdatedSummaries(this.drawn, this.model).length > 0) this.summaries.request();
    if (nextAt !== null) this.drawAt(Math.max(nextAt, this.drawnAt + drawIntervalMs));
  }

  private drawSummaries(): void {
    const outdated = outdatedSummaries(this.drawn, this.model);
    if (outdated.length > 0) this.fire([...outdated]);
  }

  private drawNews(): void {
    const news = nodesWithNews({ roots: [], nodes: this.drawn }, this.model);
    if (news.length > 0) this.fire([...news]);
  }

  private fire(ids: string[] | undefined): void {
    this.drawnAt = performance.now();
    this.summaries.disturb();
    if (ids === undefined) this.inFlight.allChanged();
    this.changed.fire(ids);
  }
}

function treeItem(node: TreeNode): vscode.TreeItem {
  const { None, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.subject.kind === 'agent' ? None : Expanded);
  item.id = node.id;
  item.description = node.description;
  item.contextValue = node.contextValue;
  item.accessibilityInformation = { label: node.accessibleLabel };
  if (node.icon) {
    const { icon, color } = node.icon;
    item.iconPath = new vscode.ThemeIcon(icon, color === null ? undefined : new vscode.ThemeColor(color));
  }
  return item;
}

function tooltip(subject: TreeSubject): vscode.MarkdownString | string {
  switch (subject.kind) {
    case 'agent':
      return new vscode.MarkdownString(agentTooltip(subject.agent, Date.now()));
    case 'stack':
      return new vscode.MarkdownString(stackTooltip(subject.stack, Date.now()));
    case 'group':
      return subject.group;
  }
}
