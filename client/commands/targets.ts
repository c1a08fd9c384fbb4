import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { agentDescription } from '../stack-view/agent-description';
import { stateIcon, shownState } from '../stack-view/agent-state';
import { countAgents, stackState, stackStateWord } from '../stack-view/stack-counts';
import type { AgentEntry, StackEntry } from '../stack-view/stack-list';
import type { TreeSubject } from '../stack-view/tree-model';
import type { Stacks } from '../stacks/stacks';

/** An agent and the stack it belongs to. */
export interface AgentTarget {
  readonly stack: StackEntry;
  readonly agent: AgentEntry;
}

/** What the tree knows of its rows. */
export interface Rows {
  /** What a row stands for; null once it is gone. */
  subject(id: string): TreeSubject | null;
  /** The rows one of which was pressed when VS Code hands over none; empty when it cannot be told. */
  maybePressed(hadButton: (subject: TreeSubject) => boolean): readonly string[];
  /** To be told that a row was pressed. */
  pressed(): void;
}

/** Turns what a command was given (nodes of the tree, or nothing from the palette) into what it is about, asking where needed. */
export class Targets {
  constructor(
    private readonly stacks: Stacks,
    private readonly rows: Rows,
  ) {}

  /**
   * Agents for which `fits`. From the tree: those of the selection. From the palette: one that is picked. Empty when nothing was picked.
   *
   * @param given the node on which a menu was opened, and all that are selected, as VS Code passes them
   */
  async agents(
    given: readonly unknown[],
    fits: (agent: AgentEntry) => boolean,
    placeHolder: string,
  ): Promise<readonly AgentTarget[]> {
    const subjects = this.subjects(given);
    if (subjects) {
      const agents = subjects.flatMap((subject) => (subject.kind === 'agent' ? [subject] : []));
      return agents.filter(({ agent }) => fits(agent));
    }
    const pressed = this.pressedRows(given, fits);
    // Only one row had the button: no need to ask which.
    if (pressed.length === 1) return pressed.filter(({ agent }) => fits(agent));
    const candidates =
      pressed.length > 0
        ? pressed.filter(({ agent }) => fits(agent))
        : this.stacks.all.flatMap((stack) => stack.agents.filter(fits).map((agent): AgentTarget => ({ stack, agent })));
    const several = this.stacks.all.length > 1;
    const picked = await vscode.window.showQuickPick(
      candidates.map((target) => ({
        label: `$(${stateIcon(shownState(target.agent)).icon}) ${target.agent.name}`,
        description: agentDescription(target.agent),
        detail: several ? (target.stack.machine ?? target.stack.displayPath) : undefined,
        target,
      })),
      { placeHolder: candidates.length > 0 ? placeHolder : l10n.t('No agent fits'), matchOnDescription: true },
    );
    return picked ? [picked.target] : [];
  }

  /** Stacks for which `fits`; when there are several to choose from, the user does. */
  async stacksFor(
    given: readonly unknown[],
    fits: (stack: StackEntry) => boolean,
    placeHolder: string,
  ): Promise<readonly StackEntry[]> {
    const subjects = this.subjects(given);
    if (subjects) {
      const chosen = new Map(subjects.map(({ stack }) => [stack.file, stack]));
      return [...chosen.values()].filter(fits);
    }
    const candidates = this.stacks.all.filter(fits);
    if (candidates.length < 2) return candidates;
    const picked = await vscode.window.showQuickPick(
      candidates.map((stack) => ({
        label: stack.machine ?? stack.displayPath,
        description: [stackStateWord(stackState(stack)), countText(stack)].join(' · '),
        detail: stack.machine === null ? undefined : stack.displayPath,
        stack,
        picked: false,
      })),
      { placeHolder, canPickMany: true },
    );
    return picked?.map(({ stack }) => stack) ?? [];
  }

  /** The agents one of whose rows was pressed while VS Code fetched the tree, and so had no node to hand over. */
  private pressedRows(given: readonly unknown[], fits: (agent: AgentEntry) => boolean): readonly AgentTarget[] {
    // From the palette or a key, nothing at all is handed over.
    if (given.length === 0) return [];
    this.rows.pressed();
    const ids = this.rows.maybePressed((subject) => subject.kind === 'agent' && fits(subject.agent));
    return ids.map((id) => this.rows.subject(id)).flatMap((subject) => (subject?.kind === 'agent' ? [subject] : []));
  }

  /** Null when the command was called without nodes, that is from the palette, the view's title or a key. */
  private subjects(given: readonly unknown[]): readonly TreeSubject[] | null {
    const [clicked, selected] = given;
    if (typeof clicked !== 'string') return null;
    this.rows.pressed();
    const selection = Array.isArray(selected) ? selected.filter((id): id is string => typeof id === 'string') : [];
    // A menu opened beside the selection is about the node it was opened on.
    const ids = selection.includes(clicked) ? selection : [clicked];
    return ids.map((id) => this.rows.subject(id)).filter((subject) => subject !== null);
  }
}

function countText(stack: StackEntry): string {
  const { up, total } = countAgents(stack.agents);
  return l10n.t('{0}/{1} up', up, total);
}
