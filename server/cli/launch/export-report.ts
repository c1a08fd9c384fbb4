import type { Loss } from '@agent-preflight/stack/export/handover';
import type { Colors } from 'picocolors/types';

/** Losses of the same kind are told once, with the agents they concern. */
interface GroupedLoss {
  readonly loss: Loss;
  readonly agents: readonly string[];
}

const MOST_NAMES = 6;

/** What gets lost, for people: what, of whom, why, and what to do. */
export function formatLosses(losses: readonly Loss[], colors: Colors): string {
  const groups = grouped(losses);
  if (groups.length === 0) return 'Nothing is lost.\n';
  const blocks = groups.map(({ loss, agents }) => {
    const whose = agents.length === 0 ? '' : `${colors.bold(listed(agents))}: `;
    const remedy = loss.remedy === null ? '' : `      ${colors.dim(`→ ${loss.remedy}`)}\n`;
    return `  ${colors.yellow('•')} ${whose}${loss.what}\n      ${colors.dim(loss.why)}\n${remedy}`;
  });
  return `Lost or to be looked at (${groups.length}):\n${blocks.join('')}`;
}

function grouped(losses: readonly Loss[]): GroupedLoss[] {
  const groups = new Map<string, { loss: Loss; agents: string[] }>();
  for (const loss of losses) {
    const key = JSON.stringify([loss.what, loss.why, loss.remedy]);
    const group = groups.get(key) ?? { loss, agents: [] };
    groups.set(key, group);
    if (loss.agent !== null && !group.agents.includes(loss.agent)) group.agents.push(loss.agent);
  }
  return [...groups.values()];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
