import * as l10n from '@vscode/l10n';
import type { AgentState } from '@agent-preflight/stack/protocol/snapshot';
import type { AgentEntry } from './stack-list';

/** An agent's state in the tree: those of the launcher, and `disabled` for agents that the file says not to start. */
export type ShownState = AgentState | 'disabled';

/** A codicon and a theme colour, both by id. */
export interface StateIcon {
  readonly icon: string;
  readonly color: string | null;
}

/**
 * States differ by shape, not by colour alone: whoever cannot tell the colours apart, and every high-contrast theme, still sees
 * "on its way" (turning), "does not answer" (a broken pulse) and "will not come back" (a cross) apart.
 */
const icons: Readonly<Record<ShownState, StateIcon>> = {
  disabled: { icon: 'circle-large-outline', color: 'disabledForeground' },
  stopped: { icon: 'circle-outline', color: 'disabledForeground' },
  blocked: { icon: 'circle-slash', color: 'list.warningForeground' },
  waiting: { icon: 'clock', color: 'charts.blue' },
  prefetching: { icon: 'cloud-download', color: 'charts.blue' },
  starting: { icon: 'loading~spin', color: 'charts.blue' },
  ready: { icon: 'pass-filled', color: 'testing.iconPassed' },
  degraded: { icon: 'warning', color: 'list.warningForeground' },
  unhealthy: { icon: 'pulse', color: 'list.errorForeground' },
  stopping: { icon: 'stop-circle', color: 'disabledForeground' },
  backoff: { icon: 'history', color: 'list.warningForeground' },
  failed: { icon: 'error', color: 'list.errorForeground' },
  orphaned: { icon: 'debug-disconnect', color: 'list.warningForeground' },
};

export function stateIcon(state: ShownState): StateIcon {
  return icons[state];
}

export function stateWord(state: ShownState): string {
  switch (state) {
    case 'disabled':
      return l10n.t('disabled');
    case 'stopped':
      return l10n.t('stopped');
    case 'blocked':
      return l10n.t('blocked');
    case 'waiting':
      return l10n.t('waiting');
    case 'prefetching':
      return l10n.t('fetching models');
    case 'starting':
      return l10n.t('starting');
    case 'ready':
      return l10n.t('ready');
    case 'degraded':
      return l10n.t('degraded');
    case 'unhealthy':
      return l10n.t('unhealthy');
    case 'stopping':
      return l10n.t('stopping');
    case 'backoff':
      return l10n.t('restarting soon');
    case 'failed':
      return l10n.t('failed');
    case 'orphaned':
      return l10n.t('ending leftovers');
  }
}

export function shownState(agent: AgentEntry): ShownState {
  if (agent.running) return agent.running.state;
  return agent.declared?.enabled === false ? 'disabled' : 'stopped';
}

/** States in which a process of the agent may run. */
const alive: ReadonlySet<ShownState> = new Set(['starting', 'ready', 'degraded', 'unhealthy', 'stopping', 'orphaned']);

export function isAlive(state: ShownState): boolean {
  return alive.has(state);
}

/** States in which an agent does its work. */
export function isUp(state: ShownState): boolean {
  return state === 'ready' || state === 'degraded';
}

/** What can sensibly be asked of an agent; menus, the palette's pick lists and commands agree by asking here. */
export interface AgentAbilities {
  readonly start: boolean;
  readonly stop: boolean;
  readonly restart: boolean;
  readonly log: boolean;
}

const none: AgentAbilities = { start: false, stop: false, restart: false, log: false };

export function agentAbilities(agent: AgentEntry): AgentAbilities {
  // What runs elsewhere is looked at, not commanded.
  if (agent.remote) return none;
  const state = shownState(agent);
  const wanted = agent.running?.wanted ?? false;
  return {
    // A failed or blocked agent is wanted already; starting it means to try again.
    start: state === 'stopped' || state === 'failed' || state === 'blocked',
    stop: (wanted || isAlive(state)) && state !== 'stopping',
    restart: isAlive(state) && state !== 'stopping' ? true : state === 'backoff',
    log: true,
  };
}
