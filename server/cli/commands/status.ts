import path from 'node:path';
import type { Command } from 'commander';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { healthTable, isUp, remoteTable, summary, tableOptions } from '../launch/health-table';
import { watchInterruption } from '../launch/interruption';
import { openStacks, running, untilTakenOver, type OpenStack, type RunningStack } from '../launch/open-stacks';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { withSupervisorErrors } from '../launch/supervisor-errors';

interface StatusOptions {
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
    .option('--watch', 'go on showing until Ctrl-C')
    .addOption(formatOption())
    .action((files: string[], options: StatusOptions) =>
      withSupervisorErrors(context, () => status(files, options, context)),
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
    return `${title}\n\n${healthTable(snapshot, colors, terminal)}${elsewhere && `\n${elsewhere}`}`;
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

/** On a terminal the picture is redrawn; elsewhere, and as JSON, every change of a state is one more picture. */
async function watch(stacks: readonly OpenStack[], format: OutputFormat, context: CliContext): Promise<void> {
  const live = running(stacks);
  const print = () => {
    if (format === 'json') return context.stdout(json(toJson(stacks, context)));
    const clear = context.isTerminal ? '\u001b[H\u001b[2J' : '';
    context.stdout(`${clear}${toText(stacks, context)}`);
  };
  print();
  if (live.length === 0) return;
  const interruption = watchInterruption();
  let last = states(live);
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    const now = states(live);
    if (!context.isTerminal && now === last) return;
    last = now;
    timer ??= setTimeout(() => ((timer = undefined), print()), REDRAW_MS);
  };
  const offs = live.map(({ connection }) => connection.onDidChange(changed));
  await new Promise<void>((resolve) => {
    interruption.signal.addEventListener('abort', () => resolve(), { once: true });
    let open = live.length;
    for (const { connection } of live) connection.onDidClose(() => --open === 0 && resolve());
  });
  for (const off of offs) off();
  clearTimeout(timer);
  interruption.dispose();
}

function states(stacks: readonly RunningStack[]): string {
  return stacks
    .map(({ connection }) => connection.snapshot().agents.map(({ name, state, reason }) => [name, state, reason]))
    .join('\n');
}
