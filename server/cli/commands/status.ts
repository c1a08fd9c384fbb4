import path from 'node:path';
import type { Command } from 'commander';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { clip, healthTable, isUp, remoteTable, summary, tableOptions } from '../launch/health-table';
import { watchInterruption } from '../launch/interruption';
import { openStacks, running, untilTakenOver, type OpenStack, type RunningStack } from '../launch/open-stacks';
import { stackIssues } from '../launch/stack-issues';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { placeOption, remoteStatus, type RemoteOptions } from '../launch/remote-status';
import { withSupervisorErrors } from '../launch/supervisor-errors';
import { mostUrgent, untilOver, watchAsLines, watchOnTerminal } from '../launch/watch-status';

interface StatusOptions extends RemoteOptions {
  readonly watch?: boolean;
  readonly format: OutputFormat;
}

const REDRAW_MS = 250;

export function register(program: Command, context: CliContext): void {
  program
    .command('status')
    .summary('show the health of every agent')
    .description(
      'Shows each agent with its state, health, ports, restarts and use of the machine. Agents whose supervisor was killed are taken ' +
        'over by a new one. Exit code 1 when a required agent is not up.',
    )
    .argument('[startup-files...]', 'whose stacks to show; all found here when left out')
    .option('--watch', 'go on showing until q or Ctrl-C')
    .addOption(placeOption())
    .option('--name <name>', 'with --on: what the stack is called there')
    .option('--namespace <namespace>', 'with --on kubernetes: where its pods are')
    .addOption(formatOption())
    .action((files: string[], options: StatusOptions) =>
      withSupervisorErrors(context, () =>
        options.on ? remoteStatus(files, options.on, options, context) : status(files, options, context),
      ),
    );
}

async function status(files: readonly string[], options: StatusOptions, context: CliContext): Promise<void> {
  const stacks = await openStacks(files, context);
  try {
    await untilTakenOver(running(stacks));
    if (options.watch) await watch(stacks, options.format, context);
    else context.stdout(options.format === 'json' ? json(toJson(stacks, context)) : toText(stacks, context));
    if (running(stacks).some(({ connection }) => !isUp(connection.snapshot()))) context.exit(ExitCode.findings);
  } finally {
    for (const { connection } of stacks) connection?.dispose();
  }
}

function nameOf({ startup }: OpenStack, context: CliContext): string {
  return path.relative(context.cwd, startup.file).replaceAll('\\', '/');
}

function toJson(stacks: readonly OpenStack[], context: CliContext): object {
  return {
    version: 1,
    stacks: stacks.map((stack) => ({
      file: nameOf(stack, context),
      running: stack.connection !== null,
      snapshot: stack.connection?.snapshot() ?? null,
    })),
  };
}

function toText(stacks: readonly OpenStack[], context: CliContext): string {
  const colors = colorsOf(context);
  const terminal = tableOptions(context);
  const live = running(stacks);
  const parts = live.map((stack) => {
    const snapshot = stack.connection.snapshot();
    const title = `${colors.bold(nameOf(stack, context))}  ${summary(snapshot)}${gpuLine(snapshot)}`;
    const elsewhere = remoteTable(snapshot, colors);
    const issues = stackIssues(snapshot, colors).map((line) => `\n${line}`);
    const table = healthTable(snapshot, colors, terminal);
    return `${title}\n\n${table}${elsewhere && `\n${elsewhere}`}${issues.join('')}${issues.length > 0 ? '\n' : ''}`;
  });
  const idle = stacks.filter(({ connection }) => connection === null);
  // Projects keep old versions of their startup files; what does not run is only worth a line when nothing does, or few are left.
  if (live.length === 0 || idle.length <= 3) {
    parts.push(
      ...idle.map(
        (stack) => `${nameOf(stack, context)}  ${stack.startup.definition.agents.length} agents, not running\n`,
      ),
    );
  }
  if (live.length === 0) parts.push(`Start one with: agent-preflight up ${nameOf(stacks[0]!, context)}\n`);
  return parts.join('\n');
}

function gpuLine({ gpu }: StackSnapshot): string {
  if (gpu.vendor === 'none') return '';
  const uses = gpu.gpus.map(({ index, utilizationPercent, memoryUsedMb, memoryTotalMb }) => {
    const busy = utilizationPercent === null ? '' : ` ${utilizationPercent} %`;
    const memory = memoryUsedMb === null || memoryTotalMb === null ? '' : ` ${memoryUsedMb}/${memoryTotalMb} MiB`;
    return `GPU ${index}${busy}${memory}`;
  });
  return uses.length > 0 ? `  ·  ${uses.join('  ')}` : '';
}

/** On a terminal one picture that is kept up to date; elsewhere a line for each change, as JSON a document. */
async function watch(stacks: readonly OpenStack[], format: OutputFormat, context: CliContext): Promise<void> {
  const live = running(stacks);
  if (live.length === 0 || (format === 'text' && !context.isTerminal)) {
    context.stdout(
      format === 'json' ? json(toJson(stacks, context)) : live.length === 0 ? toText(stacks, context) : '',
    );
    return live.length === 0 ? undefined : watchAsLines(live, context);
  }
  if (format === 'json') return watchAsJson(stacks, live, context);
  await watchOnTerminal(live, (columns, rows) => picture(live, columns, rows, context));
  context.stdout(toText(stacks, context)); // what was seen last stays on the terminal
}

function picture(live: readonly RunningStack[], columns: number, rows: number, context: CliContext): string[] {
  const colors = colorsOf(context);
  const plain = colorsOf({ ...context, color: false });
  const room = Math.max(1, Math.floor((rows - 1) / live.length) - 4);
  const lines = live.flatMap((stack) => {
    const whole = stack.connection.snapshot();
    const { snapshot, rest } = mostUrgent(whole, room - (whole.remotes?.length ? whole.remotes.length + 2 : 0));
    const title = clip(`${nameOf(stack, context)}  ${summary(whole)}${gpuLine(whole)}`, columns);
    const elsewhere = remoteTable(whole, colors);
    return [
      colors.bold(title),
      '',
      ...healthTable(snapshot, colors, { columns }).trimEnd().split('\n'),
      ...(rest === null ? [] : [colors.dim(clip(rest, columns))]),
      ...(elsewhere === '' ? [] : ['', ...elsewhere.trimEnd().split('\n')]),
      ...stackIssues(whole, plain).map((line) => colors.yellow(clip(line, columns))),
      '',
    ];
  });
  return [...lines.slice(0, Math.max(1, rows - 1)), colors.dim('q to quit')];
}

async function watchAsJson(stacks: readonly OpenStack[], live: readonly RunningStack[], context: CliContext) {
  const interruption = watchInterruption();
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  const print = () => {
    timer = undefined;
    const now = states(live);
    if (now === last) return;
    last = now;
    context.stdout(json(toJson(stacks, context)));
  };
  print();
  const offs = live.map(({ connection }) => connection.onDidChange(() => (timer ??= setTimeout(print, REDRAW_MS))));
  await untilOver(live, interruption.signal);
  for (const off of offs) off();
  clearTimeout(timer);
  interruption.dispose();
}

function states(stacks: readonly RunningStack[]): string {
  const one = ({ connection }: RunningStack) =>
    connection.snapshot().agents.map(({ name, state, reason }) => [name, state, reason]);
  return JSON.stringify(stacks.map(one));
}
