import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { colorsOf, ExitCode, type CliContext } from '../context';
import type { WatchedStack } from '../watch/watch-stacks';
import { assess, type Assessment } from './assess';
import { failureReport } from './failure-report';
import { chooseStartupFiles, type StartupFile } from './find-startup-files';
import { healthTable, isUp, tableOptions } from './health-table';
import { watchInterruption } from './interruption';
import { hasErrors } from './launch-issue';
import { offerRollback } from './offer-rollback';
import { json, type OutputFormat } from './output-format';
import { planOf, planText } from './plan-report';
import { showProgress } from './progress';
import { startMetrics } from './start-metrics';
import { waitForStart, type WaitOutcome } from './start-stack';
import { stopStacks } from './stop-stacks';
import type { SupervisorsAhead } from './supervisors-ahead';
import { outcomeOf, reportIssues, upResult, whatNext } from './up-report';

export interface UpOptions {
  readonly wait: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly only?: readonly string[];
  readonly profile?: readonly string[];
  readonly dryRun?: boolean;
  readonly foreground?: boolean;
  readonly metrics?: number;
  readonly watch?: boolean;
  readonly format: OutputFormat;
}

/** Checks the stacks of the startup files named, or found, and starts them if nothing keeps them from it; shows how they are. */
export async function startStacks(
  named: readonly string[],
  supervisors: SupervisorsAhead,
  options: UpOptions,
  context: CliContext,
): Promise<void> {
  const { chosen, known } = await chooseStartupFiles(named, context.cwd, 'start');
  await assessAndLaunch(chosen, known, supervisors, options, context);
}

async function assessAndLaunch(
  chosen: readonly StartupFile[],
  known: readonly StartupFile[],
  supervisors: SupervisorsAhead,
  options: UpOptions,
  context: CliContext,
): Promise<void> {
  const assessments: Assessment[] = [];
  for (const startup of chosen) assessments.push(await assessRunning(startup, known, supervisors, options, context));
  const refused = assessments.some(({ issues }) => hasErrors(issues));
  if (options.format === 'text') reportIssues(assessments, context, refused || options.dryRun === true);
  if (refused) context.exit(ExitCode.findings);
  if (refused || options.dryRun) {
    // Where a fault keeps the stack from starting, the plan shows what it would keep it from.
    const plans = options.dryRun ? await Promise.all(assessments.map((one) => planOf(one, context))) : [];
    if (options.format === 'json') {
      context.stdout(json(upResult(assessments, [], refused ? 'refused' : 'dry-run', context, plans)));
    } else for (const plan of plans) context.stdout(planText(plan, colorsOf(context)));
    return;
  }
  await launch(assessments, supervisors, options, context);
}

/** A stack that runs already holds its own ports. */
async function assessRunning(
  startup: StartupFile,
  known: readonly StartupFile[],
  supervisors: SupervisorsAhead,
  options: UpOptions,
  context: CliContext,
): Promise<Assessment> {
  const connection = await supervisors.running(startup.file);
  try {
    return await assess(startup, context, { only: options.only, profiles: options.profile, connection, known });
  } finally {
    connection?.dispose();
  }
}

async function launch(
  assessments: readonly Assessment[],
  supervisors: SupervisorsAhead,
  options: UpOptions,
  context: CliContext,
): Promise<void> {
  const interruption = watchInterruption();
  const connections: StackConnection[] = [];
  const text = options.format === 'text';
  const colors = colorsOf(context);
  const terminal = tableOptions(context);
  try {
    const outcomes: WaitOutcome[] = [];
    for (const { startup, agents } of assessments) {
      const connection = await supervisors.connection(startup.file);
      connections.push(connection);
      const profiles = options.profile ? { profiles: options.profile } : {};
      const before = connection.snapshot();
      await connection.start(options.only ? agents.map(({ name }) => name) : undefined, profiles);
      if (options.metrics !== undefined && connections.length === 1) await startMetrics(options.metrics, context);
      if (!options.wait) continue;
      const finish = text ? showProgress(connection, context, colors, before) : () => undefined;
      outcomes.push(await waitForStart(connection, options.timeout * 1000, interruption.signal));
      finish();
      if (interruption.signal.aborted) break;
    }
    const snapshots = connections.map((connection) => connection.snapshot());
    const healthy = snapshots.every(isUp) && !outcomes.includes('lost');
    if (options.wait && !healthy) context.exit(ExitCode.findings);
    if (!text) context.stdout(json(upResult(assessments, connections, outcomeOf(outcomes, options.wait), context)));
    else if (options.wait) {
      for (const snapshot of snapshots) context.stdout(`\n${healthTable(snapshot, colors, terminal)}`);
      if (outcomes.includes('timeout')) {
        context.stdout(`\nNot everything was up after ${options.timeout} s; it goes on trying.\n`);
      }
      for (const connection of connections.filter(({ isClosed }) => !isClosed)) {
        context.stdout(await failureReport(connection, colors));
      }
    }
    if (text) for (const snapshot of snapshots) context.stdout(offerRollback(snapshot));
    if (text && !options.foreground) context.stdout(`\n${whatNext(connections, healthy || !options.wait)}`);
    if (options.watch && !interruption.signal.aborted) {
      await watchSources(assessments, connections, options, context, interruption.signal);
    }
    if (options.foreground) await stayUntilInterrupted(connections, options, context, interruption.signal);
  } finally {
    for (const connection of connections) connection.dispose();
    interruption.dispose();
  }
}

/** The watching ends with Ctrl-C; the stack goes on, unless it belongs to this command. */
async function watchSources(
  assessments: readonly Assessment[],
  connections: readonly StackConnection[],
  options: UpOptions,
  context: CliContext,
  interrupted: AbortSignal,
): Promise<void> {
  const { only, profile: profiles, format } = options;
  const stacks = connections.map((connection, index) => {
    const assessment = assessments[index]!;
    return { assessment, connection, only: only && assessment.agents.map(({ name }) => name) };
  });
  const examine = ({ connection }: WatchedStack, startup: StartupFile) =>
    assess(startup, context, { only, profiles, connection });
  const { watchStacks } = await import('../watch/watch-stacks');
  await watchStacks(stacks, examine, format, context, interrupted);
}

/** Ends what was started when the user asks for it; a killed command ends it too, by the lease of its connection. */
async function stayUntilInterrupted(
  connections: readonly StackConnection[],
  options: UpOptions,
  context: CliContext,
  interrupted: AbortSignal,
): Promise<void> {
  const text = options.format === 'text';
  if (text && !interrupted.aborted) context.stdout('\nPress Ctrl-C to stop the stack.\n');
  const plain = { ...context, isTerminal: false };
  const finish = text ? connections.map((connection) => showProgress(connection, plain, colorsOf(context))) : [];
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener('abort', () => resolve(), { once: true });
    // Somebody else may have stopped the stack; then there is nothing left to stay for.
    let open = connections.length;
    for (const connection of connections) connection.onDidClose(() => --open === 0 && resolve());
  });
  for (const stop of finish) stop();
  await stopStacks(
    connections.filter((connection) => !connection.isClosed),
    context,
    text,
  );
}
