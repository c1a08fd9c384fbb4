import * as l10n from '@vscode/l10n';
import type { AgentCause, AgentProbe, AgentSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { formatBytes, formatDuration, formatLatency, formatMegabytes, formatPercent } from '../texts/format';
import { codeBlock, escapeMarkdown } from '../texts/markdown';
import { declaredPorts } from './agent-ports';
import { isAlive, shownState, stateWord } from './agent-state';
import { placeDetail } from './remote-texts';
import type { AgentEntry } from './stack-list';

/** Log lines are cut here, so that a hover stays a hover. */
const maximumLines = 8;
const maximumLineLength = 160;

/**
 * Everything known about an agent, as Markdown.
 *
 * @param now milliseconds since the epoch, for durations
 */
export function agentTooltip(agent: AgentEntry, now: number): string {
  const running = agent.running;
  const state = shownState(agent);
  const blocks = [`**${escapeMarkdown(agent.name)}** — ${escapeMarkdown(stateWord(state))}`];
  if (running?.reason) blocks.push(escapeMarkdown(running.reason));
  const rows: Row[] = agent.remote ? [[l10n.t('Runs in'), placeDetail(agent.remote.place)]] : [];
  if (running) rows.push(...liveRows(running, now));
  const ports = portsRow(agent);
  if (ports) rows.push(ports);
  if (running && running.dependencies.length > 0) rows.push([l10n.t('Depends on'), running.dependencies.join(', ')]);
  if (running && !running.required) rows.push([l10n.t('Optional'), l10n.t('its failure holds nobody back')]);
  const script = running?.scriptText ?? running?.script ?? agent.declared?.script;
  if (script) rows.push([l10n.t('Script'), script]);
  if (rows.length > 0) blocks.push(table(rows));
  if (running?.cause) blocks.push(...causeBlocks(running.cause, now));
  return blocks.join('\n\n');
}

type Row = readonly [string, string];

function liveRows(agent: AgentSnapshot, now: number): Row[] {
  const rows: Row[] = [];
  if (!isAlive(agent.state)) {
    if (agent.restarts > 0) rows.push([l10n.t('Restarts'), String(agent.restarts)]);
    return rows;
  }
  rows.push([l10n.t('Health'), healthText(agent)]);
  if (agent.pid !== null) rows.push([l10n.t('Process'), processText(agent, agent.pid)]);
  if (agent.startedAt !== null) {
    const duration = formatDuration(now - agent.startedAt);
    rows.push([
      l10n.t('Running for'),
      agent.adopted ? l10n.t('{0} (taken over by this supervisor)', duration) : duration,
    ]);
  }
  rows.push([l10n.t('Restarts'), String(agent.restarts)]);
  if (agent.cpuPercent !== null) rows.push([l10n.t('CPU'), formatPercent(agent.cpuPercent)]);
  if (agent.rssBytes !== null) rows.push([l10n.t('Memory'), formatBytes(agent.rssBytes)]);
  if (agent.gpuMemoryMb !== null) rows.push([l10n.t('GPU memory'), formatMegabytes(agent.gpuMemoryMb)]);
  return rows;
}

function healthText(agent: AgentSnapshot): string {
  if (!agent.probe) return l10n.t('no answer yet');
  const asked = probeText(agent.probe);
  const latency = agent.latencyMs === null ? '' : ` · ${formatLatency(agent.latencyMs)}`;
  return agent.probe.weak ? l10n.t('unknown: only {0} can be seen{1}', asked, latency) : `${asked}${latency}`;
}

function probeText(probe: AgentProbe): string {
  const kind = probe.kind === 'process' ? l10n.t('its process') : probe.kind.toUpperCase();
  const what = probe.detail ? `${kind} ${probe.detail}` : kind;
  const named = probe.port === null || probe.detail?.includes(String(probe.port));
  return named ? what : l10n.t('{0}, port {1}', what, probe.port ?? '');
}

function processText(agent: AgentSnapshot, pid: number): string {
  if (agent.processCount <= 1) return String(pid);
  return l10n.t('{0} and {1} of its children', pid, agent.processCount - 1);
}

function portsRow(agent: AgentEntry): Row | null {
  const declared = declaredPorts(agent);
  const listening = agent.running?.listeningPorts ?? [];
  if (declared.length === 0 && listening.length === 0) return null;
  const parts = [
    declared.length > 0 ? l10n.t('declared {0}', declared.join(', ')) : l10n.t('none declared'),
    ...(listening.length > 0 ? [l10n.t('listens on {0}', listening.join(', '))] : []),
  ];
  return [l10n.t('Ports'), parts.join('; ')];
}

function causeBlocks(cause: AgentCause, now: number): string[] {
  const ago = formatDuration(now - cause.at);
  const blocks = [`${escapeMarkdown(l10n.t('Last run ended {0} ago:', ago))} ${escapeMarkdown(cause.text)}`];
  const lines = cause.lastLines.slice(-maximumLines);
  if (lines.length > 0) blocks.push(codeBlock(lines.map(cutLine), 'log'));
  return blocks;
}

function cutLine(line: string): string {
  return line.length > maximumLineLength ? `${line.slice(0, maximumLineLength)}…` : line;
}

function table(rows: readonly Row[]): string {
  // Markdown wants a header; an empty one is drawn without height.
  return [
    '| | |',
    '|:--|:--|',
    ...rows.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`),
  ].join('\n');
}
