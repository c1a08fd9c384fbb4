import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { attach } from '@agent-preflight/stack/attach/attach';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { assess, type Assessment } from '../launch/assess';
import { chooseStartupFiles, type StartupFile } from '../launch/find-startup-files';
import { healthTable, isUp, summary, tableOptions } from '../launch/health-table';
import { watchInterruption } from '../launch/interruption';
import { failureReport } from '../launch/failure-report';
import { formatIssue, hasErrors, issueToJson } from '../launch/launch-issue';
import { CLIENT_NAME } from '../launch/open-stacks';
import { planOf, planText, type AgentPlan } from '../launch/plan-report';
import { offerRollback } from '../launch/offer-rollback';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { showProgress } from '../launch/progress';
import { waitForStart, type WaitOutcome } from '../launch/start-stack';
import { SupervisorsAhead } from '../launch/supervisors-ahead';
import { watchStacks, type WatchedStack } from '../watch/watch-stacks';
import { metricsOption, startMetrics } from '../launch/start-metrics';
import { stopStacks } from '../launch/stop-stacks';
import { withSupervisorErrors } from '../launch/supervisor-errors';
import { separatedList } from '../separated-list';

interface UpOptions {
  readonly wait: boolean;
  readonly timeout: number;
  readonly only?: readonly string[];
  readonly profile?: readonly string[];
  readonly dryRun?: boolean;
  readonly foreground?: boolean;
  readonly metrics?: number;
  readonly watch?: boolean;
  readonly format: OutputFormat;
}

/** Of the warnings before a start this many are shown; they do not stop it. */
const MOST_WARNINGS = 5;
/** Model loaders take minutes. */
const DEFAULT_TIMEOUT_SECONDS = 300;

export function register(program: Command, context: CliContext): void {
  program
    .command('up')
    .summary('check the stack, start it and show its health')
    .description(
      'Looks for what would keep the agents from starting, refuses if there is anything, starts them in the order of their ' +
        'dependencies and waits until they are healthy. The stack goes on when the command ends.',
    )
    .argument('[startup-files...]', 'startup files, or folders to look for them; found by themselves when left out')
    .option('--wait', 'wait until the agents are up (the default)', true)
    .option('--no-wait', 'return as soon as the start is under way')
    .option('--timeout <seconds>', 'how long to wait', seconds, DEFAULT_TIMEOUT_SECONDS)
    .option('--only <agents>', 'start only these, and what they depend on; separated by commas', separatedList)
    .option(
      '--profile <profiles>',
      'also start agents of these profiles; separated by commas, * for all',
      separatedList,
    )
    .option('--dry-run', 'check and print the plan; start nothing')
    .option('--watch', 'restart agents whose script, imports, variables or entry change, until Ctrl-C')
    .option('--foreground', 'stay until Ctrl-C, then stop the stack')
    .addOption(metricsOption())
    .addOption(formatOption())
    .action((files: string[], options: UpOptions) => withSupervisorErrors(context, () => up(files, options, context)));
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return value;
}

async function up(named: readonly string[], options: UpOptions, context: CliContext): Promise<void> {
  const { chosen, known } = await chooseStartupFiles(named, context.cwd, 'start');
  const supervisors = new SupervisorsAhead(context, options.foreground === true);
  try {
    await assessAndLaunch(chosen, known, supervisors, options, context);
  } finally {
    await supervisors.end();
  }
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
      context.stdout(json(result(assessments, [], refused ? 'refused' : 'dry-run', context, plans)));
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
  const connection = await attach(startup.file, { client: CLIENT_NAME, environment: context.env });
  if (!connection && !options.dryRun) supervisors.begin(startup);
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
      const connection = await supervisors.connection(startup);
      connections.push(connection);
      const profiles = options.profile ? { profiles: options.profile } : {};
      await connection.start(options.only ? agents.map(({ name }) => name) : undefined, profiles);
      if (options.metrics !== undefined && connections.length === 1) await startMetrics(options.metrics, context);
      if (!options.wait) continue;
      const finish = text ? showProgress(connection, context, colors) : () => undefined;
      outcomes.push(await waitForStart(connection, options.timeout * 1000, interruption.signal));
      finish();
      if (interruption.signal.aborted) break;
    }
    const snapshots = connections.map((connection) => connection.snapshot());
    const healthy = snapshots.every(isUp) && !outcomes.includes('lost');
    if (options.wait && !healthy) context.exit(ExitCode.findings);
    if (!text) context.stdout(json(result(assessments, connections, outcomeOf(outcomes, options), context)));
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

function outcomeOf(outcomes: readonly WaitOutcome[], options: UpOptions): string {
  if (!options.wait) return 'started';
  return outcomes.find((outcome) => outcome !== 'settled') ?? 'settled';
}

function result(
  assessments: readonly Assessment[],
  connections: readonly StackConnection[],
  outcome: string,
  context: CliContext,
  plans: readonly (readonly AgentPlan[])[] = [],
): object {
  const stacks = assessments.map(({ startup, agents, issues }, index) => ({
    file: path.relative(context.cwd, startup.file).replaceAll('\\', '/'),
    agents: agents.map(({ name }) => name),
    issues: issues.map((issue) => issueToJson(issue, context.cwd)),
    ...(plans[index] ? { plan: plans[index] } : {}),
    snapshot: connections[index]?.snapshot() ?? null,
  }));
  return { version: 1, outcome, stacks };
}

function reportIssues(assessments: readonly Assessment[], context: CliContext, everything: boolean): void {
  const colors = colorsOf(context);
  for (const { startup, agents, issues } of assessments) {
    const worthwhile = everything ? issues : issues.filter(({ severity }) => severity !== 'information');
    const shown = everything ? worthwhile : worthwhile.slice(0, MOST_WARNINGS);
    for (const issue of shown) context.stdout(formatIssue(issue, context.cwd, colors));
    const count = (severity: string) => issues.filter((issue) => issue.severity === severity).length;
    const file = path.relative(context.cwd, startup.file) || startup.file;
    const errors = count('error');
    if (errors > 0) {
      const verb = errors === 1 ? 'error keeps' : 'errors keep';
      context.stdout(`${file}: ${errors} ${verb} the stack from starting; nothing was started.\n`);
    } else {
      const warnings = count('warning');
      const more = shown.length < worthwhile.length ? ` (all of them: agent-preflight up --dry-run ${file})` : '';
      const also = warnings > 0 ? `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}${more}` : '';
      context.stdout(
        `${file}: preflight of ${agents.length === 1 ? '1 agent' : `${agents.length} agents`} passed${also}.\n`,
      );
    }
  }
}

function whatNext(connections: readonly StackConnection[], healthy: boolean): string {
  const lines = connections.map((connection) => summary(connection.snapshot()));
  const troubled = connections
    .flatMap((connection) => connection.snapshot().agents)
    .find(({ state }) => state === 'failed' || state === 'unhealthy');
  const log = troubled ? `agent-preflight logs ${troubled.name}` : 'agent-preflight logs -f';
  const next = healthy ? 'Next:' : 'To find out more:';
  return `${lines.join('\n')}\n${next} ${log} · agent-preflight status --watch · agent-preflight down\n`;
}
