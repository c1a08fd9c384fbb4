import type { AgentSnapshot, AgentState, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { CliContext } from '../context';
import type { Colors, Formatter } from 'picocolors/types';

export interface TableOptions {
  /** Milliseconds since the epoch. */
  readonly now?: number;
  /** Width of the terminal: the explanation at the end of a row is cut to fit. */
  readonly columns?: number;
}

export function tableOptions(context: Pick<CliContext, 'isTerminal'>): TableOptions {
  return context.isTerminal ? { columns: process.stdout.columns ?? 80 } : {};
}

/** One table of all agents of a stack: state, health, ports, restarts, use of the machine, and why where there is a why. */
export function healthTable(snapshot: StackSnapshot, colors: Colors, options: TableOptions = {}): string {
  const { now = Date.now(), columns = Infinity } = options;
  const gpu = snapshot.gpu.vendor !== 'none';
  const header = ['AGENT', 'STATE', 'HEALTH', 'PORTS', 'UP', 'RESTARTS', 'CPU', 'MEMORY', ...(gpu ? ['GPU'] : []), ''];
  const rows = snapshot.agents.map((agent) => [
    agent.name,
    agent.state,
    health(agent),
    ports(agent),
    agent.startedAt === null || agent.pid === null ? '' : duration(now - agent.startedAt),
    agent.restarts === 0 ? '' : String(agent.restarts),
    agent.cpuPercent === null ? '' : `${Math.round(agent.cpuPercent)} %`,
    agent.rssBytes === null ? '' : bytes(agent.rssBytes),
    ...(gpu ? [agent.gpuMemoryMb === null ? '' : bytes(agent.gpuMemoryMb * 1024 * 1024)] : []),
    explanation(agent),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const last = header.length - 1;
  const room = Math.max(20, columns - widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0));
  const line = (cells: readonly string[], paint: (cell: string, column: number) => string) =>
    cells
      .map((cell, column) => paint(column === last ? clip(cell, room) : cell.padEnd(widths[column]!), column))
      .join('  ')
      .trimEnd();
  const lines = rows.map((row, index) =>
    line(row, (cell, column) => (column === 1 ? stateColor(snapshot.agents[index]!.state, colors)(cell) : cell)),
  );
  return `${[line(header, (cell) => colors.dim(cell)), ...lines].join('\n')}\n`;
}

/** Agents on other machines that agents here depend on, one line each; empty without any. */
export function remoteTable({ remotes = [] }: StackSnapshot, colors: Colors): string {
  if (remotes.length === 0) return '';
  const rows = remotes.map(({ name, state, machine, address, reason }) => [
    name,
    state,
    machine ?? '',
    address,
    reason ?? '',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const paint = (state: string) =>
    state === 'ready' ? colors.green : state === 'unknown' ? colors.dim : colors.yellow;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 1 ? paint(cell) : String)(cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${colors.dim('ON OTHER MACHINES')}\n${lines.join('\n')}\n`;
}

export function stateColor(state: AgentState, colors: Colors): Formatter {
  switch (state) {
    case 'ready':
      return colors.green;
    case 'degraded':
    case 'starting':
    case 'prefetching':
    case 'backoff':
    case 'stopping':
      return colors.yellow;
    case 'failed':
    case 'unhealthy':
    case 'blocked':
    case 'orphaned':
      return colors.red;
    default:
      return colors.dim;
  }
}

/** The text, or as much of it as fits with a mark that there is more. */
export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(0, length - 1))}…` : text;
}

function health({ probe, latencyMs, pid }: AgentSnapshot): string {
  if (!probe || pid === null) return '';
  const where = probe.port === null ? probe.kind : `${probe.kind} :${probe.port}`;
  const took = latencyMs === null ? '' : ` ${latencyMs < 10 ? latencyMs.toFixed(1) : Math.round(latencyMs)} ms`;
  return `${where}${took}${probe.weak ? ' (cannot be asked)' : ''}`;
}

/** Declared ports, and what is really listened on where that differs. */
function ports({ declaredPorts, listeningPorts, pid }: AgentSnapshot): string {
  const declared = declaredPorts.join(', ');
  if (listeningPorts === null || pid === null || listeningPorts.join(', ') === declared) return declared;
  const missing = declaredPorts.filter((port) => !listeningPorts.includes(port));
  // Ports beyond the declared ones are normal (a health server on the next port); a declared one that is closed is news.
  if (missing.length === 0) return declared;
  return `${declared} → ${listeningPorts.length === 0 ? 'none' : listeningPorts.join(', ')}`;
}

/** Why an agent is as it is, where there is something to say. */
export function explanation({ reason, cause, state, adopted, outdated }: AgentSnapshot): string {
  const parts: string[] = reason ? [reason] : [];
  // While it is on its way again, what ended the last run is only news when nothing newer is.
  const causeTold =
    cause === null || state === 'ready' || (reason !== null && (state === 'starting' || reason.includes(cause.text)));
  if (!causeTold) parts.push(cause.text);
  if (adopted) parts.push('adopted');
  if (outdated) parts.push('the startup file has changed; restart to apply');
  return parts.join('; ');
}

/** `850 ms`, `12 s`, `3 min`, `2 h 5 min`, `4 d 1 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

export function bytes(count: number): string {
  const mebibytes = count / 1024 / 1024;
  if (mebibytes < 1024) return `${Math.round(mebibytes)} MiB`;
  return `${(mebibytes / 1024).toFixed(1)} GiB`;
}

/** `9 agents: 7 ready, 1 degraded, 1 failed`. */
export function summary({ agents }: StackSnapshot): string {
  const counts = new Map<AgentState, number>();
  for (const { state } of agents) counts.set(state, (counts.get(state) ?? 0) + 1);
  const parts = [...counts].map(([state, count]) => `${count} ${state}`);
  return `${agents.length} ${agents.length === 1 ? 'agent' : 'agents'}: ${parts.join(', ')}`;
}

/** Whether every required agent that is wanted answers. Among the rest are optional ones, which never fail a stack. */
export function isUp({ agents }: StackSnapshot): boolean {
  return agents.every(
    ({ wanted, required, state }) => !wanted || !required || state === 'ready' || state === 'degraded',
  );
}
