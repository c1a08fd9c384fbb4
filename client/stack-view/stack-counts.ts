import * as l10n from '@vscode/l10n';
import type { StackState } from '@agent-preflight/stack/protocol/snapshot';
import { agentAbilities, isUp, shownState } from './agent-state';
import type { AgentEntry, StackEntry } from './stack-list';

export interface StackCounts {
  /** Agents that are ready or degraded. */
  readonly up: number;
  /** Agents that a start of the stack would start. */
  readonly total: number;
}

export function countAgents(agents: readonly AgentEntry[]): StackCounts {
  const states = agents.map(shownState).filter((state) => state !== 'disabled');
  return { up: states.filter(isUp).length, total: states.length };
}

export function stackState(stack: StackEntry): StackState {
  return stack.snapshot?.state ?? 'stopped';
}

/** Whether the stack is wanted, or something of it still runs, here or elsewhere. */
export function isStackRunning(stack: StackEntry): boolean {
  return stack.snapshot !== null && (stack.snapshot.wanted || stack.snapshot.state !== 'stopped');
}

/** A stack that has something to stop, and belongs to this machine. */
export function canStopStack(stack: StackEntry): boolean {
  return stack.remote === null && isStackRunning(stack);
}

/** Starting a stack that runs brings back agents that have failed or were stopped one by one. */
export function canStartStack(stack: StackEntry): boolean {
  if (stack.remote) return false;
  return !isStackRunning(stack) || stack.agents.some((agent) => agent.running !== null && agentAbilities(agent).start);
}

/** What is running, worst first: the state people should be told of when there is room for one. */
const worstFirst: readonly StackState[] = ['failed', 'degraded', 'stopping', 'starting', 'ready', 'stopped'];

export interface StatusBarText {
  /** With codicons, as the status bar takes it. */
  readonly text: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
  readonly tone: 'normal' | 'warning' | 'error';
}

/** The one status bar item: `Stack 8/9` over all stacks that run, else over all there are. Null: nothing to show. */
export function statusBarText(stacks: readonly StackEntry[]): StatusBarText | null {
  if (stacks.length === 0) return null;
  const running = stacks.filter(isStackRunning);
  const shown = running.length > 0 ? running : stacks;
  const counts = shown.map((stack) => countAgents(stack.agents));
  const up = counts.reduce((sum, count) => sum + count.up, 0);
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  const state = worstFirst.find((candidate) => shown.some((stack) => stackState(stack) === candidate)) ?? 'stopped';
  const word = stackStateWord(state);
  return {
    text: `$(${statusIcons[state]}) ${l10n.t('Stack {0}/{1}', up, total)}`,
    tooltip: l10n.t('{0} of {1} agents up; the stack is {2}', up, total, word),
    accessibleLabel: l10n.t('Stack: {0} of {1} agents up, {2}', up, total, word),
    // An agent that calls itself degraded (a neighbour is away, say) is up; a colour that never goes away would warn of nothing.
    tone: state === 'failed' ? 'error' : state === 'degraded' && up < total ? 'warning' : 'normal',
  };
}

const statusIcons: Readonly<Record<StackState, string>> = {
  stopped: 'circle-outline',
  starting: 'loading~spin',
  ready: 'pass-filled',
  degraded: 'warning',
  failed: 'error',
  stopping: 'stop-circle',
};

export function stackStateWord(state: StackState): string {
  switch (state) {
    case 'stopped':
      return l10n.t('stopped');
    case 'starting':
      return l10n.t('starting');
    case 'ready':
      return l10n.t('ready');
    case 'degraded':
      return l10n.t('degraded');
    case 'failed':
      return l10n.t('failed');
    case 'stopping':
      return l10n.t('stopping');
  }
}
