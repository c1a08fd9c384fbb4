import * as l10n from '@vscode/l10n';
import { formatLatency } from '../texts/format';
import { portDispute, portsText } from './agent-ports';
import { isUp, shownState, stateWord } from './agent-state';
import type { AgentEntry } from './stack-list';

const separator = ' · ';

/** The line beside an agent's name: `ready · 3 ms · 7200, 8200`. What is wrong comes before what is normal. */
export function agentDescription(agent: AgentEntry): string {
  return describe(agent, true);
}

/** The same without what changes with every probe: a tree that is drawn again for a millisecond flickers. */
export function steadyDescription(agent: AgentEntry): string {
  return describe(agent, false);
}

function describe(agent: AgentEntry, withLatency: boolean): string {
  const running = agent.running;
  const state = shownState(agent);
  const parts: (string | null)[] = [stateWord(state)];
  if (running) {
    const dispute = portDispute(agent);
    parts.push(dispute);
    // An open port is no health; the tooltip has the supervisor's words for it.
    const unknown = state === 'ready' && running.probe?.weak === true;
    const why = unknown ? l10n.t('health unknown') : explanation(agent);
    // The supervisor gives the same reason in its words.
    if (!(dispute !== null && why?.includes('listens on'))) parts.push(why);
    if (withLatency && isUp(state) && running.latencyMs !== null) parts.push(formatLatency(running.latencyMs));
  }
  parts.push(portsText(agent));
  if (running?.wanted && running.restarts > 0) parts.push(restartsText(running.restarts));
  if (running?.outdated) parts.push(l10n.t('restart applies changes'));
  return parts.filter((part) => part !== null).join(separator);
}

/** The same for a screen reader, as a sentence with the name in front. */
export function agentAccessibleLabel(agent: AgentEntry): string {
  return [agent.name, ...agentDescription(agent).split(separator)].join(', ');
}

export function restartsText(count: number): string {
  return count === 1 ? l10n.t('1 restart') : l10n.t('{0} restarts', count);
}

/** Why the state is what it is, where the word alone does not say it. */
function explanation(agent: AgentEntry): string | null {
  const running = agent.running;
  if (!running) return null;
  switch (running.state) {
    case 'failed':
    case 'backoff':
    case 'unhealthy':
      return running.reason ?? running.cause?.text ?? null;
    case 'stopped':
      // Stopped by request needs no words; stopped with a cause does.
      return running.wanted ? (running.cause?.text ?? running.reason) : null;
    default:
      return running.reason;
  }
}
