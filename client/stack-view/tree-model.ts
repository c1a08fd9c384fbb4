import * as l10n from '@vscode/l10n';
import { agentAccessibleLabel, agentDescription, steadyDescription } from './agent-description';
import { portToCopy } from './agent-ports';
import { agentAbilities, shownState, stateIcon, type StateIcon } from './agent-state';
import {
  canStartStack,
  canStopStack,
  countAgents,
  isStackRunning,
  stackState,
  stackStateWord,
  type StackCounts,
} from './stack-counts';
import { placeText } from './remote-texts';
import type { AgentEntry, StackEntry } from './stack-list';

/**
 * The Stack view as plain data: startup files (when there are several), groups, agents. Knows nothing of VS Code, so that what is
 * shown, and which nodes a change touches, can be tested without it.
 */
export interface TreeNode {
  /** The same for the same thing for ever: selection and expansion hang on it. */
  readonly id: string;
  readonly parent: string | null;
  readonly label: string;
  readonly description: string;
  /** The part of the description for which the node is drawn again. */
  readonly steadyDescription: string;
  /** Of a node with others below it: what makes it worth drawing at once, before the tree is calm. */
  readonly phase: string;
  readonly accessibleLabel: string;
  readonly icon: StateIcon | null;
  /** Words that menus look for (`viewItem =~ /\bcanStart\b/`). */
  readonly contextValue: string;
  readonly children: readonly string[];
  /** What the node stands for. */
  readonly subject: TreeSubject;
}

export type TreeSubject =
  | { readonly kind: 'stack'; readonly stack: StackEntry }
  | { readonly kind: 'group'; readonly stack: StackEntry; readonly group: string }
  | { readonly kind: 'agent'; readonly stack: StackEntry; readonly agent: AgentEntry };

export interface TreeModel {
  readonly roots: readonly string[];
  readonly nodes: ReadonlyMap<string, TreeNode>;
}

export const emptyTree: TreeModel = { roots: [], nodes: new Map() };

export function stackNodeId(file: string): string {
  return `stack:${file}`;
}

export function agentNodeId(file: string, agent: string): string {
  return `agent:${file}#${agent}`;
}

function groupNodeId(file: string, group: string): string {
  return `group:${file}#${group}`;
}

export function buildTree(stacks: readonly StackEntry[]): TreeModel {
  const nodes = new Map<string, TreeNode>();
  const several = stacks.length > 1;
  const roots = stacks.flatMap((stack) => {
    const stackId = several ? stackNodeId(stack.file) : null;
    const children = addAgents(nodes, stack, stackId);
    if (stackId === null) return children;
    nodes.set(stackId, stackNode(stackId, stack, children));
    return [stackId];
  });
  return { roots, nodes };
}

/** Adds groups and agents in the order in which the file first names them. */
function addAgents(nodes: Map<string, TreeNode>, stack: StackEntry, parent: string | null): readonly string[] {
  const children: string[] = [];
  const groups = new Map<string, AgentEntry[]>();
  for (const agent of stack.agents) {
    if (agent.group === null) {
      children.push(addAgent(nodes, stack, agent, parent));
      continue;
    }
    const members = groups.get(agent.group);
    if (members) members.push(agent);
    else {
      groups.set(agent.group, [agent]);
      children.push(groupNodeId(stack.file, agent.group));
    }
  }
  for (const [group, members] of groups) {
    const id = groupNodeId(stack.file, group);
    const agents = members.map((agent) => addAgent(nodes, stack, agent, id));
    nodes.set(id, groupNode(id, parent, stack, group, members, agents));
  }
  return children;
}

function addAgent(nodes: Map<string, TreeNode>, stack: StackEntry, agent: AgentEntry, parent: string | null): string {
  const id = agentNodeId(stack.file, agent.name);
  nodes.set(id, {
    id,
    parent,
    label: agent.name,
    description: agentDescription(agent),
    steadyDescription: steadyDescription(agent),
    phase: '',
    accessibleLabel: agentAccessibleLabel(agent),
    icon: stateIcon(shownState(agent)),
    contextValue: agentContext(agent),
    children: [],
    subject: { kind: 'agent', stack, agent },
  });
  return id;
}

function agentContext(agent: AgentEntry): string {
  const able = agentAbilities(agent);
  const words = [
    'agent',
    able.start && 'canStart',
    able.stop && 'canStop',
    able.restart && 'canRestart',
    able.log && 'hasLog',
    agent.remote && 'watched',
    (agent.running?.script ?? agent.declared?.script) && 'hasScript',
    portToCopy(agent) !== null && 'hasPort',
  ];
  return words.filter(Boolean).join(' ');
}

function groupNode(
  id: string,
  parent: string | null,
  stack: StackEntry,
  group: string,
  members: readonly AgentEntry[],
  children: readonly string[],
): TreeNode {
  const counts = countText(countAgents(members));
  return {
    id,
    parent,
    label: group,
    description: counts,
    steadyDescription: counts,
    phase: '',
    accessibleLabel: l10n.t('Group {0}, {1}', group, counts),
    icon: { icon: 'layers', color: null },
    contextValue: stack.remote ? 'group watched' : 'group',
    children,
    subject: { kind: 'group', stack, group },
  };
}

function stackNode(id: string, stack: StackEntry, children: readonly string[]): TreeNode {
  const state = stackState(stack);
  const running = isStackRunning(stack);
  const label = stack.machine ?? stack.displayPath;
  const counts = countText(countAgents(stack.agents));
  const where = stack.remote ? placeText(stack.remote.place) : null;
  const parts = [
    running ? stackStateWord(state) : null,
    counts,
    where,
    stack.machine === null ? null : stack.displayPath,
  ];
  const description = parts.filter((part) => part !== null).join(' · ');
  return {
    id,
    parent: null,
    label,
    description,
    steadyDescription: description,
    phase: [running ? 'running' : 'stopped', where].join(' '),
    accessibleLabel: [l10n.t('Stack {0}, {1}, {2}', label, stackStateWord(state), counts), where]
      .filter((part) => part !== null)
      .join(', '),
    icon: running ? stateIcon(state) : { icon: 'server-environment', color: null },
    contextValue: [
      'stack',
      canStartStack(stack) && 'canStart',
      canStopStack(stack) && 'canStop canRestart',
      stack.remote && 'watched',
    ]
      .filter(Boolean)
      .join(' '),
    children,
    subject: { kind: 'stack', stack },
  };
}

function countText({ up, total }: StackCounts): string {
  return l10n.t('{0}/{1} up', up, total);
}
