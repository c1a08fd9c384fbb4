import { InvalidArgumentError, type Command } from 'commander';
import { lineTime } from '@agent-preflight/stack/logs/line-time';
import { ExitCode, type CliContext } from '../context';
import { watchInterruption } from '../launch/interruption';
import { locateAgents, openStacks, running, type OpenStack, type RunningStack } from '../launch/open-stacks';
import { formatOption, type OutputFormat } from '../launch/output-format';
import { withSupervisorErrors } from '../launch/supervisor-errors';
import { interleave, LinePrinter, type AgentLine } from '../logs/line-printer';
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
    const show = options.follow ? followAgent : readAgent;
    const sources = chosen.map((one) => show(one, query, printer, interruption.signal));
    printer.print(interleave((await Promise.all(sources)).map(({ lines }) => lines)));
    for (const source of await Promise.all(sources)) source.release();
    if (options.follow) await untilDone(stacks, interruption.signal);
  } finally {
    for (const { connection } of stacks) connection.dispose();
    interruption.dispose();
  }
}

interface Source {
  readonly lines: readonly AgentLine[];
  /** Lets what came meanwhile, and comes from now on, be printed. */
  release(): void;
}

/** Lines with their times, as the supervisor told them or as they say themselves. */
function dated(
  whose: Pick<AgentLine, 'agent' | 'file'>,
  lines: readonly string[],
  times: readonly (number | null)[] | undefined,
): AgentLine[] {
  const now = Date.now();
  let last: number | null = null;
  return lines.map((text, index) => {
    last = times ? (times[index] ?? null) : (lineTime(text, now) ?? last);
    return { ...whose, text, time: last };
  });
}

async function readAgent({ stack, agent }: ChosenAgent, query: LogQuery): Promise<Source> {
  const { file } = stack.startup;
  const { lines, times } = await stack.connection.logs(agent, queryParams(query));
  return { lines: dated({ agent, file }, lines, times), release: () => undefined };
}

async function followAgent(
  { stack, agent }: ChosenAgent,
  query: LogQuery,
  printer: LinePrinter,
  signal: AbortSignal,
): Promise<Source> {
  const { file } = stack.startup;
  let held: AgentLine[] | null = [];
  let time: number | null = null;
  const onLines = (lines: readonly string[], dropped: number): void => {
    const now = Date.now();
    const wanted: AgentLine[] = [];
    if (dropped > 0) wanted.push({ agent, file, text: `… ${dropped} lines came too fast to be shown`, time: now });
    for (const text of lines) {
      time = lineTime(text, now) ?? time;
      const at = time ?? now;
      if (at >= query.since && at < query.until && query.matches(text)) wanted.push({ agent, file, text, time });
    }
    if (held) held.push(...wanted);
    else printer.print(wanted);
  };
  const params = { ...queryParams(query), onLines, signal };
  const { lines, times } = await stack.connection.logs(agent, params);
  const release = (): void => {
    printer.print(held ?? []);
    held = null;
  };
  return { lines: dated({ agent, file }, lines, times), release };
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

function untilDone(stacks: readonly RunningStack[], interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener('abort', () => resolve(), { once: true });
    let open = stacks.length;
    for (const { connection } of stacks) connection.onDidClose(() => --open === 0 && resolve());
  });
}
