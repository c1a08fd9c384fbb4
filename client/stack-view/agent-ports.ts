import * as l10n from '@vscode/l10n';
import type { AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { isAlive, shownState } from './agent-state';
import type { AgentEntry } from './stack-list';

/** Ports the file gives an agent; what the supervisor resolved goes before what the language server read. */
export function declaredPorts(agent: AgentEntry): readonly number[] {
  return agent.running?.declaredPorts ?? agent.declared?.ports ?? [];
}

/** The port a person would paste into a browser or a client: its own rather than its health port, the real one rather than the declared. */
export function portToCopy(agent: AgentEntry): number | null {
  const listening = agent.running?.listeningPorts ?? [];
  const declared = agent.running?.port ?? declaredPorts(agent)[0] ?? null;
  if (listening.length === 0 || (declared !== null && listening.includes(declared))) return declared;
  return listening[0] ?? declared;
}

/**
 * Declared ports on which nothing of the agent listens although it says that it is up. An agent on its way has no ports yet, and
 * where listeners cannot be seen nothing is claimed.
 */
export function missingPorts(agent: AgentSnapshot): readonly number[] {
  const { state, listeningPorts: listening } = agent;
  if (!listening || !(state === 'ready' || state === 'degraded' || state === 'unhealthy')) return [];
  return agent.declaredPorts.filter((port) => !listening.includes(port));
}

/** `declared 7200, listens on 7100`, where file and agent differ; null where they agree or nothing can be said. */
export function portDispute({ running }: AgentEntry): string | null {
  const missing = running ? missingPorts(running) : [];
  if (!running || missing.length === 0) return null;
  const declared = running.declaredPorts;
  const listening = running.listeningPorts ?? [];
  // Only what is in dispute: ports on which both agree would hide the difference.
  const unexpected = listening.filter((port) => !declared.includes(port));
  if (unexpected.length > 0) return l10n.t('declared {0}, listens on {1}', missing.join(', '), unexpected.join(', '));
  if (listening.length === 0) return l10n.t('declared {0}, listens on none', missing.join(', '));
  return l10n.t('declared {0}, listens on {1} only', declared.join(', '), listening.join(', '));
}

/** The ports about which there is no dispute, for the description column: `7200, 8200`. Null without any. */
export function portsText(agent: AgentEntry): string | null {
  if (portDispute(agent) !== null) return null;
  const declared = declaredPorts(agent);
  const running = agent.running;
  if (declared.length > 0) return declared.join(', ');
  const listening = running && isAlive(shownState(agent)) ? (running.listeningPorts ?? []) : [];
  return listening.length > 0 ? l10n.t('listens on {0}', listening.join(', ')) : null;
}
