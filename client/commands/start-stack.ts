import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { AgentLogs } from '../logs/agent-logs';
import type { Preflight, PreflightReport } from '../preflight/preflight';
import type { StackEntry } from '../stack-view/stack-list';
import type { StackLink } from '../stacks/launcher';
import { startProgress, type StartProgress } from '../stacks/start-progress';
import type { StackSession } from '../stacks/stack-session';
import type { Stacks } from '../stacks/stacks';
import { rollbackStack } from './rollback';
import { formatNames } from '../texts/format';

/** What starting takes. */
export interface StartServices {
  readonly stacks: Stacks;
  readonly preflight: Preflight;
  readonly logs: AgentLogs;
}

/**
 * Preflight, then launch. Errors are shown among the problems and the user decides; nothing starts behind a question that nobody
 * answered. Resolves when everything is up, has failed, or the user has cancelled.
 *
 * @param agents names; all agents of the stack when absent
 */
export async function startStack(
  services: StartServices,
  stack: StackEntry,
  agents?: readonly string[],
): Promise<void> {
  const session = services.stacks.session(stack.file);
  if (!session) return;
  const name = stack.machine ?? stack.displayPath;
  const title = agents ? l10n.t('Starting {0}', formatNames(agents)) : l10n.t('Starting the stack {0}', name);
  const location = { viewId: 'agentPreflight.stack' };
  const report = await vscode.window.withProgress({ location }, () => services.preflight.check(stack.file));
  if (!(await mayStart(report, agents))) return;
  const outcome = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => launch(services, session, agents, (message) => progress.report({ message }), token),
  );
  if (outcome && outcome.failed.length > 0) {
    await tellFailure(services, stack.file, outcome, session.snapshot?.lastGood !== undefined);
  }
}

/** True when nothing stands in the way, or the user starts all the same. */
async function mayStart(report: PreflightReport, agents: readonly string[] | undefined): Promise<boolean> {
  const matters = report.blocking.filter(({ agent }) => !agents || agent === null || agents.includes(agent));
  const [first] = matters;
  if (!first) return true;
  const startAnyway = l10n.t('Start Anyway');
  const showProblems = l10n.t('Show Problems');
  const text =
    matters.length === 1
      ? l10n.t('Preflight: {0}', first.message)
      : l10n.t('Preflight found {0} errors. The first: {1}', matters.length, first.message);
  const choice = await vscode.window.showWarningMessage(text, startAnyway, showProblems);
  if (choice === showProblems) await showProblem(first.uri, first.range.start);
  return choice === startAnyway;
}

/** The Problems view lists findings of files that are open or checked as a whole; opening the first makes sure of one. */
export async function showProblem(
  uri: string,
  at: { readonly line: number; readonly character: number },
): Promise<void> {
  const place = new vscode.Position(at.line, at.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
    selection: new vscode.Range(place, place),
    preview: true,
  });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

async function launch(
  { preflight }: StartServices,
  session: StackSession,
  agents: readonly string[] | undefined,
  say: (message: string) => void,
  token: vscode.CancellationToken,
): Promise<StartProgress | null> {
  const link = await session.connect();
  const before = new Set(link.snapshot().agents.flatMap(({ name, wanted }) => (wanted ? [name] : [])));
  if (token.isCancellationRequested) return null;
  const { agents: started, issues } = await link.start(agents);
  preflight.publish(session.file, issues);
  const outcome = await untilSettled(link, started, say, token);
  if (token.isCancellationRequested) {
    // What was up before this start is not this start's to stop.
    const ours = started.filter((name) => !before.has(name));
    if (ours.length > 0) await link.stop(ours);
    return null;
  }
  return outcome;
}

/** The answer to a start may overtake the news of what it changed by this much, in milliseconds. */
const newsDelayMs = 1000;

/** Null: the token was cancelled or the supervisor went away, which the tree shows. */
function untilSettled(
  link: StackLink,
  agents: readonly string[],
  say: (message: string) => void,
  token: vscode.CancellationToken,
): Promise<StartProgress | null> {
  return new Promise((resolve) => {
    let said = '';
    const ends: (() => void)[] = [];
    const finish = (result: StartProgress | null): void => {
      for (const end of ends) end();
      resolve(result);
    };
    const look = (snapshot: StackSnapshot, isNews = true): void => {
      const progress = startProgress(snapshot, agents);
      if (progress.message !== said) say((said = progress.message));
      // Before the first news, an agent that is stopped or failed may be one that is starting by now.
      if (isNews ? progress.settled : progress.up === progress.total) finish(progress);
    };
    const cancelled = token.onCancellationRequested(() => finish(null));
    const late = setTimeout(() => look(link.snapshot()), newsDelayMs);
    ends.push(link.onDidChange((snapshot) => look(snapshot)));
    ends.push(link.onDidClose(() => finish(null)));
    ends.push(() => void cancelled.dispose());
    ends.push(() => clearTimeout(late));
    if (link.isClosed || token.isCancellationRequested) finish(null);
    else look(link.snapshot(), false);
  });
}

async function tellFailure(
  { logs, stacks }: StartServices,
  file: string,
  { failed, up, total }: StartProgress,
  hasWayBack: boolean,
): Promise<void> {
  // Agents that wait for a failed one are not what is to be looked at.
  const culprits = failed.filter(({ state }) => state === 'failed');
  const [first] = culprits.length > 0 ? culprits : failed;
  if (!first) return;
  const names = formatNames((culprits.length > 0 ? culprits : failed).map(({ name }) => name));
  const why = l10n.t('{0}: {1}', first.name, first.cause?.text ?? first.reason ?? '');
  const showLog = l10n.t('Show Log');
  const text = l10n.t('{0} of {1} agents are up. Not up: {2}. {3}', up, total, names, why);
  const goBack = l10n.t('Go Back…');
  const choice = await vscode.window.showWarningMessage(text, showLog, ...(hasWayBack ? [goBack] : []));
  if (choice === showLog) await logs.show(file, first.name);
  if (choice === goBack) await rollbackStack(stacks, file);
}
