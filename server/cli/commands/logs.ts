import { InvalidArgumentError, type Command } from 'commander';
import { lineMatcher } from '@agent-preflight/stack/logs/search';
import { colorsOf, ExitCode, UsageError, type CliContext } from '../context';
import { watchInterruption } from '../launch/interruption';
import { locateAgents, openStacks, running, type OpenStack, type RunningStack } from '../launch/open-stacks';
import { restingLogs } from '../launch/resting-logs';
import { withSupervisorErrors } from '../launch/supervisor-errors';

interface LogsOptions {
  readonly follow?: boolean;
  readonly lines: number;
  readonly grep?: string;
  readonly file?: string;
}

/** The supervisor gives no more at once. */
const MOST_LINES = 10_000;

export function register(program: Command, context: CliContext): void {
  program
    .command('logs')
    .summary("show agents' logs")
    .description(
      'Shows the last lines of agents’ logs, also of a stack that has been stopped. Values of secrets are hidden.',
    )
    .argument('[agents...]', 'names of agents; all when left out')
    .option('-f, --follow', 'go on showing what is written until Ctrl-C')
    .option('-n, --lines <count>', 'how many of the last lines', count, 50)
    .option('--grep <pattern>', 'only lines with this text in any case, or matching /regular expression/')
    .option('--file <startup-file>', 'the stack they belong to')
    .action((agents: string[], options: LogsOptions) =>
      withSupervisorErrors(context, () => logs(agents, options, context)),
    );
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return Math.min(value, MOST_LINES);
}

async function logs(names: readonly string[], options: LogsOptions, context: CliContext): Promise<void> {
  const matches = options.grep === undefined ? () => true : matcher(options.grep);
  const opened = await openStacks(options.file ? [options.file] : [], context);
  const stacks = running(opened);
  if (stacks.length === 0) return printResting(opened, names, matches, options, context);
  const interruption = watchInterruption();
  try {
    const chosen = chooseAgents(stacks, names);
    const several = chosen.length > 1;
    const width = Math.max(...chosen.map(({ agent }) => agent.length));
    const paint = labels(
      context,
      chosen.map(({ agent }) => agent),
    );
    await Promise.all(
      chosen.map(async ({ stack, agent }) => {
        const label = several ? `${paint(agent, agent.padEnd(width))} | ` : '';
        const print = (lines: readonly string[]) => {
          const wanted = lines.filter(matches);
          if (wanted.length > 0) context.stdout(wanted.map((line) => `${label}${line}\n`).join(''));
        };
        // With a pattern the last lines *that match* are wanted, so all that can be had are looked through.
        const lines = options.grep === undefined ? options.lines : MOST_LINES;
        const held: string[] = [];
        let printed = false;
        const answer = await stack.connection.logs(agent, {
          lines: Math.max(1, lines),
          ...(options.follow
            ? {
                onLines: (more: readonly string[]) => (printed ? print(more) : void held.push(...more)),
                signal: interruption.signal,
              }
            : {}),
        });
        print(options.lines === 0 ? [] : answer.lines.filter(matches).slice(-options.lines));
        printed = true;
        print(held);
      }),
    );
    if (options.follow) await untilDone(stacks, interruption.signal);
  } finally {
    for (const { connection } of stacks) connection.dispose();
    interruption.dispose();
  }
}

/** What agents said before they were stopped; there is nothing to follow. */
async function printResting(
  stacks: readonly OpenStack[],
  names: readonly string[],
  matches: (line: string) => boolean,
  options: LogsOptions,
  context: CliContext,
): Promise<void> {
  const logs = stacks.flatMap(({ startup }) => restingLogs(startup, context));
  const chosen = names.length === 0 ? logs : logs.filter(({ agent }) => names.includes(agent));
  if (chosen.length === 0) {
    const whose = names.length === 0 ? '' : ` of ${names.join(', ')}`;
    context.stderr(
      `Nothing runs here, and there are no earlier logs${whose}. Start the stack with: agent-preflight up\n`,
    );
    return context.exit(ExitCode.findings);
  }
  if (options.follow) context.stderr('Nothing runs here; these are the last lines of the last run.\n');
  const width = Math.max(...chosen.map(({ agent }) => agent.length));
  const paint = labels(
    context,
    chosen.map(({ agent }) => agent),
  );
  for (const { agent, read } of chosen) {
    const label = chosen.length > 1 ? `${paint(agent, agent.padEnd(width))} | ` : '';
    const lines = await read(options.grep === undefined ? options.lines : MOST_LINES);
    const wanted = options.lines === 0 ? [] : lines.filter(matches).slice(-options.lines);
    context.stdout(wanted.map((line) => `${label}${line}\n`).join(''));
  }
}

function matcher(pattern: string): (line: string) => boolean {
  try {
    return lineMatcher(pattern);
  } catch (error) {
    throw new UsageError(`--grep ${pattern}: ${(error as Error).message}`);
  }
}

function chooseAgents(
  stacks: readonly RunningStack[],
  names: readonly string[],
): { stack: RunningStack; agent: string }[] {
  if (names.length > 0) {
    return [...locateAgents(stacks, names)].flatMap(([stack, agents]) => agents.map((agent) => ({ stack, agent })));
  }
  return stacks.flatMap((stack) => stack.connection.snapshot().agents.map(({ name }) => ({ stack, agent: name })));
}

/** Each agent keeps its colour. */
function labels(context: CliContext, agents: readonly string[]): (agent: string, text: string) => string {
  const colors = colorsOf(context);
  const palette = [colors.cyan, colors.magenta, colors.green, colors.yellow, colors.blue, colors.red];
  return (agent, text) => palette[agents.indexOf(agent) % palette.length]!(text);
}

function untilDone(stacks: readonly RunningStack[], interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener('abort', () => resolve(), { once: true });
    let open = stacks.length;
    for (const { connection } of stacks) connection.onDidClose(() => --open === 0 && resolve());
  });
}
