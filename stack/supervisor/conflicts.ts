import { isSurelyFree, portHolder } from '../machine/listeners';
import { readProcess } from '../machine/process-table';
import type { ProcessIdentity } from '../process/identity';
import type { AgentServices } from './agent-services';

const LONGEST_COMMAND = 80;
/** Agents that are started together share one look at the machine. */
const RECENT_MS = 40;

/** Who listens on one of these ports, in words; null when all are free. Says which agent it is when it is one of this stack. */
export async function conflictOn(
  ports: readonly number[],
  { view, agentOf }: Pick<AgentServices, 'view' | 'agentOf'>,
): Promise<string | null> {
  if (ports.length === 0) return null;
  if ((await Promise.all(ports.map(isSurelyFree))).every(Boolean)) return null;
  await view.refresh(RECENT_MS);
  const taken = ports.find((port) => view.isListening(port));
  if (taken === undefined) return null;
  const holder = await portHolder(taken);
  if (!holder) return null; // it has just let go
  if (holder.pid === null) return `port ${taken} is held by ${holder.command}`;
  await view.refresh();
  const family = view.familyOf(holder.pid);
  const agent = family && agentOf(family);
  const who = agent ? `agent ${agent} of this stack` : `${shortCommand(holder.command)} (pid ${holder.pid})`;
  return `port ${taken} is held by ${who}`;
}

/** `python3 worker.py (pid 123), …`, at most three of them. */
export async function describeProcesses(processes: readonly ProcessIdentity[]): Promise<string> {
  const shown = await Promise.all(
    processes.slice(0, 3).map(async ({ pid }) => {
      const info = await readProcess(pid);
      return info ? `${shortCommand(info.command)} (pid ${pid})` : `pid ${pid}`;
    }),
  );
  const more = processes.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Without the folders: `python3 worker.py --fast`, as people think of it. */
export function shortCommand(command: string): string {
  const short = command
    .split(' ')
    .map((word) => (word.startsWith('/') ? word.slice(word.lastIndexOf('/') + 1) || word : word))
    .join(' ');
  return short.length > LONGEST_COMMAND ? `${short.slice(0, LONGEST_COMMAND - 1)}…` : short;
}
