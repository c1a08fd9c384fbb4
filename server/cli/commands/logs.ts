import { InvalidArgumentError, type Command } from 'commander';
import { attach } from '@agent-preflight/stack/attach/attach';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { ExitCode, type CliContext } from '../context';
import { watchInterruption } from '../launch/interruption';
import { CLIENT_NAME } from '../launch/client-name';
import { locateAgents, openStacks, running, type OpenStack, type RunningStack } from '../launch/open-stacks';
import { formatOption, type OutputFormat } from '../launch/output-format';
import { withSupervisorErrors } from '../launch/supervisor-errors';
import { AgentFollower } from '../logs/follow-agent';
import { dated, interleave, LinePrinter, type AgentLine } from '../logs/line-printer';
import { queryParams, readQuery, type LogQuery, type QueryOptions } from '../logs/log-query';
import { restingLogs } from '../logs/resting-logs';

interface LogsOptions extends QueryOptions {
  readonly follow?: boolean;
  readonly agent?: readonly string[];
  readonly file?: string;
  readonly format: OutputFormat;
}

interface ChosenAgent {
  readonly stack: RunningStack;
  readonly agent: string;
}

export function register(program: Command, context: CliContext): void {
  program
    .command('logs')
    .summary("show agents' logs")
    .description(
      'Shows the last lines of agents’ logs, rotated ones included, also of a stack that has been stopped. ' +
        'Those of several agents are put in the order of their times. Values of secrets are hidden.',
    )
    .argument('[agents...]', 'names of agents; all when left out')
    .option('--agent <name...>', 'the same, for scripts')
    .option('-f, --follow', 'go on showing what is written until Ctrl-C')
    .option(
      '-n, --lines <count>',
      'how many of the last lines (50; with --grep, --since or --until all there are)',
      count,
    )
    .option('--grep <pattern>', 'only lines that match a regular expression in any case; /pattern/ minds the case')
    .option('--fixed', 'the pattern of --grep is the very text')
    .option('--case-sensitive', 'mind the case of --grep')
    .option('--since <time>', 'only lines since then: 10m, 2h30m, 14:30, 2026-01-31, 2026-01-31T14:30')
    .option('--until <time>', 'only lines before then')
    .option('--file <startup-file>', 'the stack they belong to')
    .addOption(formatOption())
    .action((agents: string[], options: LogsOptions) =>
      withSupervisorErrors(context, () => logs([...agents, ...(options.agent ?? [])], options, context)),
    );
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

async function logs(names: readonly string[], options: LogsOptions, context: CliContext): Promise<void> {
  const query = readQuery(options, Date.now());
  const opened = await openStacks(options.file ? [options.file] : [], context);
  const stacks = running(opened);
  if (stacks.length === 0) return printResting(opened, names, query, options, context);
  const interruption = watchInterruption();
  try {
    const chosen = chooseAgents(stacks, names);
    const printer = new LinePrinter(context, { format: options.format, agents: chosen.map(({ agent }) => agent) });
    if (options.follow) return await follow(chosen, query, printer, context, interruption.signal);
    printer.print(interleave(await Promise.all(chosen.map((one) => readAgent(one, query)))));
  } finally {
    for (const { connection } of stacks) connection.dispose();
    interruption.dispose();
  }
}

async function readAgent({ stack, agent }: ChosenAgent, query: LogQuery): Promise<AgentLine[]> {
  const { lines, times } = await stack.connection.logs(agent, queryParams(query));
  return dated({ agent, file: stack.startup.file }, lines, times);
}

/** Shows what is written until Ctrl-C, or until nothing of the stacks runs any more. */
async function follow(
  chosen: readonly ChosenAgent[],
  query: LogQuery,
  printer: LinePrinter,
  context: CliContext,
  interrupted: AbortSignal,
): Promise<void> {
  const print = (lines: readonly AgentLine[]) => printer.print(lines);
  const followed = chosen.map(({ stack, agent }) => {
    return { stack, follower: new AgentFollower(agent, stack.startup.file, query, print) };
  });
  const first = followed.map(({ stack, follower }) => follower.begin(stack.connection, interrupted));
  printer.print(interleave(await Promise.all(first)));
  for (const { follower } of followed) follower.release();
  await Promise.all(
    [...new Set(chosen.map(({ stack }) => stack))].map((stack) => {
      const own = followed.filter((one) => one.stack === stack).map(({ follower }) => follower);
      return stayWith(stack, own, context, interrupted);
    }),
  );
}

/** A supervisor that was killed is succeeded by another one, as long as agents run. */
async function stayWith(
  { startup, connection }: RunningStack,
  followers: readonly AgentFollower[],
  context: CliContext,
  interrupted: AbortSignal,
): Promise<void> {
  let current: StackConnection | null = connection;
  while (current) {
    await untilClosed(current, interrupted);
    current.dispose();
    if (interrupted.aborted) return;
    current = await attach(startup.file, { client: CLIENT_NAME, environment: context.env });
    for (const follower of current ? followers : []) await follower.resume(current!, interrupted);
  }
}

/** What agents said before they were stopped; there is nothing to follow. */
async function printResting(
  stacks: readonly OpenStack[],
  names: readonly string[],
  query: LogQuery,
  options: LogsOptions,
  context: CliContext,
): Promise<void> {
  const logs = stacks.flatMap(({ startup }) =>
    restingLogs(startup, context).map((log) => ({ ...log, file: startup.file })),
  );
  const chosen = names.length === 0 ? logs : logs.filter(({ agent }) => names.includes(agent));
  if (chosen.length === 0) {
    const whose = names.length === 0 ? '' : ` of ${names.join(', ')}`;
    context.stderr(
      `Nothing runs here, and there are no earlier logs${whose}. Start the stack with: agent-preflight up\n`,
    );
    return context.exit(ExitCode.findings);
  }
  if (options.follow) context.stderr('Nothing runs here; these are the last lines of the last run.\n');
  const printer = new LinePrinter(context, { format: options.format, agents: chosen.map(({ agent }) => agent) });
  const read = async ({ agent, file, read }: (typeof chosen)[number]): Promise<AgentLine[]> => {
    const lines = await read(query);
    return dated(
      { agent, file },
      lines.map(({ text }) => text),
      query.isNarrow ? lines.map(({ time }) => time) : undefined,
    );
  };
  printer.print(interleave(await Promise.all(chosen.map(read))));
}

function chooseAgents(stacks: readonly RunningStack[], names: readonly string[]): ChosenAgent[] {
  if (names.length > 0) {
    return [...locateAgents(stacks, names)].flatMap(([stack, agents]) => agents.map((agent) => ({ stack, agent })));
  }
  return stacks.flatMap((stack) => stack.connection.snapshot().agents.map(({ name }) => ({ stack, agent: name })));
}

function untilClosed(connection: StackConnection, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted || connection.isClosed) resolve();
    interrupted.addEventListener('abort', () => resolve(), { once: true });
    connection.onDidClose(resolve);
  });
}
