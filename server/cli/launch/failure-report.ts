import type { Colors } from 'picocolors/types';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { duration, explanation, stateColor } from './health-table';

const LAST_LINES = 5;
/** More agents than this are named, but not quoted: the first to fail are the ones to look at. */
const MOST_QUOTED = 6;

/**
 * Who kept a stack from coming up, why, and what they wrote last: what somebody who reads the log of a CI run has to know. Empty when all
 * required agents are up.
 */
export async function failureReport(connection: StackConnection, colors: Colors, now = Date.now()): Promise<string> {
  const failed = connection
    .snapshot()
    .agents.filter(keepsDown)
    .sort((a, b) => rank(a) - rank(b));
  if (failed.length === 0) return '';
  const parts = await Promise.all(
    failed.map(async (agent, index) => {
      const since =
        agent.state === 'starting' && agent.startedAt !== null ? ` for ${duration(now - agent.startedAt)}` : '';
      const why = explanation(agent) || 'no reason known';
      const head = `${colors.bold(agent.name)}  ${stateColor(agent.state, colors)(agent.state)}${since}  ${why}\n`;
      const lines = index < MOST_QUOTED ? await lastLines(connection, agent) : [];
      return head + lines.map((line) => `    ${colors.dim(line)}\n`).join('');
    }),
  );
  const count = failed.length === 1 ? '1 required agent is' : `${failed.length} required agents are`;
  return `\n${count} not ready:\n\n${parts.join('')}`;
}

function keepsDown({ wanted, required, state }: AgentSnapshot): boolean {
  return wanted && required && state !== 'ready' && state !== 'degraded';
}

/** Those that failed themselves before those that wait for them. */
function rank({ state }: AgentSnapshot): number {
  if (state === 'failed' || state === 'backoff' || state === 'unhealthy') return 0;
  return state === 'blocked' || state === 'waiting' ? 2 : 1;
}

async function lastLines(
  connection: StackConnection,
  { name, cause, startedAt, state }: AgentSnapshot,
): Promise<string[]> {
  if (cause && cause.lastLines.length > 0) return cause.lastLines.slice(-LAST_LINES);
  if (startedAt === null || state === 'waiting' || state === 'blocked') return [];
  return connection.logs(name, { lines: LAST_LINES }).then(
    ({ lines }) => [...lines],
    () => [],
  );
}
