import type { Located } from '../definition/text-range';
import type { PortValue } from '../definition/model';
import { bindFailure, readListeners } from '../machine/listeners';
import { readProcess } from '../machine/process-table';
import type { PlannedAgent } from '../plan/launch-plan';
import { severityFor, type PreflightIssue } from './issue';

/** How ports and processes of this very stack are known: they hold what is theirs, and are ended before a new start. */
export interface OwnHolders {
  readonly ports: ReadonlySet<number>;
  readonly isOwnProcess: (pid: number) => Promise<boolean>;
}

/** Declared ports that somebody else holds, with who it is. */
export async function checkPorts(agents: readonly PlannedAgent[], own: OwnHolders): Promise<PreflightIssue[]> {
  const wanted = agents.flatMap((agent) => [
    ...declared(agent, agent.port, agent.definition.port, 'port'),
    ...declared(agent, agent.healthPort, agent.definition.healthPort, 'health port'),
  ]);
  const relevant = wanted.filter(({ port }) => !own.ports.has(port));
  if (relevant.length === 0) return [];
  // Each number is tried once: two trials of one port at a time would take each other for a stranger.
  const byNumber = new Map<number, [DeclaredPort, ...DeclaredPort[]]>();
  for (const declaredPort of relevant) {
    const known = byNumber.get(declaredPort.port);
    if (known) known.push(declaredPort);
    else byNumber.set(declaredPort.port, [declaredPort]);
  }
  const listeners = await readListeners([]);
  // Who holds a port is dear to find out, and mostly nobody does.
  const held = listeners.some(({ port }) => byNumber.has(port)) ? await readListeners() : [];
  const holders = new Map(held.filter(({ port }) => byNumber.has(port)).map(({ port, pid }) => [port, pid]));
  const issues = await Promise.all(
    [...byNumber].map(async ([port, [first, ...others]]): Promise<PreflightIssue | null> => {
      const failure = holders.has(port) ? 'EADDRINUSE' : await bindFailure(port, undefined, listeners);
      if (failure === null) return null;
      const pid = holders.get(port) ?? null;
      if (pid !== null && (await own.isOwnProcess(pid))) return null;
      const { agent, label, written } = first;
      const place = written ? { file: written.file, range: written.range } : {};
      const { message, remedy } = await explain(failure, port, pid);
      const names = [...new Set([first, ...others].map((one) => one.agent.name))];
      const text = `${label} ${port}${names.length > 1 ? ` of ${names.join(' and ')}` : ''} ${message}`;
      const severity = severityFor({ required: [first, ...others].some((one) => one.agent.required) });
      return { code: 'port', severity, agent: agent.name, message: text, remedy, ...place };
    }),
  );
  return issues.filter((issue) => issue !== null);
}

interface DeclaredPort {
  readonly agent: PlannedAgent;
  readonly port: number;
  readonly label: string;
  readonly written: Located<PortValue> | null;
}

function declared(
  agent: PlannedAgent,
  port: number | null,
  written: Located<PortValue> | null,
  label: string,
): DeclaredPort[] {
  return port === null ? [] : [{ agent, port, label, written }];
}

async function explain(failure: string, port: number, pid: number | null) {
  if (failure === 'EACCES') {
    return { message: 'may not be opened by an ordinary user', remedy: 'Use a port above 1023.' };
  }
  if (failure !== 'EADDRINUSE') return { message: `cannot be opened (${failure})`, remedy: 'Choose another port.' };
  const holder = pid === null ? null : await readProcess(pid);
  if (!holder) {
    const remedy = `Find the holder with "ss -ltnp sport = :${port}" as administrator, or choose another port.`;
    return { message: 'is held by a process of another user', remedy };
  }
  const command = holder.command.length > 120 ? `${holder.command.slice(0, 119)}…` : holder.command;
  return {
    message: `is held by process ${holder.pid} (${command})`,
    remedy: `End that process if it is a left-over (kill ${holder.pid}), or choose another port.`,
  };
}
