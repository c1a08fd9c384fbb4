import type { AgentSnapshot, AgentState, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { CliContext } from '../context';
import { fitColumns, type Column, type FittedColumn } from './fit-columns';
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

/**
 * One table of all agents of a stack: state, health, ports, restarts, use of the machine, and why where there is a why. On a narrow
 * terminal the columns that matter least are left out, so that no line is broken.
 */
export function healthTable(snapshot: StackSnapshot, colors: Colors, options: TableOptions = {}): string {
  const { now = Date.now(), columns = Infinity } = options;
  const { agents } = snapshot;
  const column = (title: string, rank: number, cell: (agent: AgentSnapshot) => string, more: Partial<Column> = {}) => {
    return { title, rank, cells: agents.map(cell), ...more };
  };
  const inMebibytes = (count: number | null) => (count === null ? '' : bytes(count * 1024 * 1024));
  const several = new Set(snapshot.gpu.gpus.map(({ index }) => index)).size > 1;
  const gpu = column('GPU', 6, ({ gpuMemoryMb, gpus = [] }) =>
    [several ? gpus.map((index) => `#${index}`).join(',') : '', inMebibytes(gpuMemoryMb)].filter(Boolean).join(' '),
  );
  const fitted = fitColumns(
    [
      column('AGENT', 0, ({ name }) => name),
      column('STATE', 0, ({ state }) => state),
      column('HEALTH', 3, health),
      column('PORTS', 2, ports),
      column('UP', 4, (agent) => uptime(agent, now)),
      column('RESTARTS', 5, ({ restarts }) => (restarts === 0 ? '' : String(restarts))),
      column('CPU', 8, ({ cpuPercent }) => (cpuPercent === null ? '' : `${Math.round(cpuPercent)} %`)),
      column('MEMORY', 7, ({ rssBytes }) => (rssBytes === null ? '' : bytes(rssBytes))),
      ...(snapshot.gpu.vendor === 'none' ? [] : [gpu]),
      column('', 1, explanation, { rest: true }),
    ],
    columns,
  );
  const line = (cellOf: (fittedColumn: FittedColumn) => string, paint: (cell: string, title: string) => string) =>
    fitted
      .map((one) => paint(clip(cellOf(one), one.width).padEnd(one.rest ? 0 : one.width), one.title))
      .join('  ')
      .trimEnd();
  const lines = agents.map(({ state }, row) =>
    line(
      ({ cells }) => cells[row]!,
      (cell, title) => (title === 'STATE' ? stateColor(state, colors)(cell) : cell),
    ),
  );
  const header = line(
    ({ title }) => title,
    (cell) => colors.dim(cell),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

function uptime({ startedAt, pid }: AgentSnapshot, now: number): string {
  return startedAt === null || pid === null ? '' : duration(now - startedAt);
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
