import * as l10n from '@vscode/l10n';
import type { GpuSnapshot, RemoteAgentSnapshot, StackIssue } from '@agent-preflight/stack/protocol/snapshot';
import { formatDuration, formatMegabytes } from '../texts/format';
import { escapeMarkdown } from '../texts/markdown';
import { countAgents, stackState, stackStateWord } from './stack-counts';
import { placeDetail } from './remote-texts';
import type { StackEntry } from './stack-list';

const maximumIssues = 5;

/**
 * What is known about a stack as a whole, as Markdown.
 *
 * @param now milliseconds since the epoch, for durations
 */
export function stackTooltip(stack: StackEntry, now: number): string {
  const { up, total } = countAgents(stack.agents);
  const title = `**${escapeMarkdown(stack.machine ?? stack.displayPath)}** — ${stackStateWord(stackState(stack))}`;
  const blocks = [title, l10n.t('{0} of {1} agents up', up, total), escapeMarkdown(stack.file)];
  const { snapshot, remote } = stack;
  if (remote) {
    blocks.push(l10n.t('Runs in {0}. It is only looked at from here.', escapeMarkdown(placeDetail(remote.place))));
    if (remote.complaint !== null) blocks.push(escapeMarkdown(remote.complaint));
  } else if (snapshot) {
    const age = formatDuration(now - snapshot.supervisorStartedAt);
    blocks.push(l10n.t('Supervisor: process {0}, for {1}', snapshot.supervisorPid, age));
    blocks.push(escapeMarkdown(gpuText(snapshot.gpu)));
    for (const remote of snapshot.remotes ?? []) blocks.push(escapeMarkdown(remoteText(remote)));
    if (snapshot.issues.length > 0) blocks.push(issueList(snapshot.issues));
  }
  return blocks.join('\n\n');
}

function gpuText(gpu: GpuSnapshot): string {
  if (gpu.vendor === 'none') return gpu.reason ? l10n.t('No GPU: {0}', gpu.reason) : l10n.t('No GPU');
  const devices = gpu.gpus.map(({ name, memoryUsedMb: used, memoryTotalMb: total }) =>
    used === null || total === null ? name : `${name} (${formatMegabytes(used)} / ${formatMegabytes(total)})`,
  );
  return l10n.t('GPU: {0}', devices.join(', '));
}

/** An agent that another machine starts. */
function remoteText({ name, machine, address, state, reason }: RemoteAgentSnapshot): string {
  const where = machine === null ? address : `${machine}, ${address}`;
  return l10n.t('{0} ({1}): {2}', name, where, reason ?? state);
}

function issueList(issues: readonly StackIssue[]): string {
  const shown = issues.slice(0, maximumIssues).map(({ agent, message }) => {
    const text = agent === null ? message : `${agent}: ${message}`;
    return `- ${escapeMarkdown(text)}`;
  });
  const rest = issues.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- ${l10n.t('and {0} more', rest)}`] : [])].join('\n');
}
