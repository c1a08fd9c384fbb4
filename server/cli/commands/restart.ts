import type { Command } from 'commander';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { healthTable, isUp, tableOptions } from '../launch/health-table';
import { watchInterruption } from '../launch/interruption';
import { locateAgents, openStacks, running } from '../launch/open-stacks';
import { offerRollback } from '../launch/offer-rollback';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { showProgress } from '../launch/progress';
import { waitForStart } from '../launch/start-stack';
import { withSupervisorErrors } from '../launch/supervisor-errors';

interface RestartOptions {
  readonly file?: string;
  readonly format: OutputFormat;
}

const TIMEOUT_MS = 300_000;

export function register(program: Command, context: CliContext): void {
  program
    .command('restart')
    .summary('restart agents, or the whole stack')
    .description('Ends the agents with everything they started, starts them again and waits until they are up.')
    .argument('[agents...]', 'names of agents; all when left out')
    .option('--file <startup-file>', 'the stack they belong to')
    .addOption(formatOption())
    .action((agents: string[], options: RestartOptions) =>
      withSupervisorErrors(context, () => restart(agents, options, context)),
    );
}

async function restart(names: readonly string[], options: RestartOptions, context: CliContext): Promise<void> {
  const stacks = running(await openStacks(options.file ? [options.file] : [], context));
  const interruption = watchInterruption();
  try {
    if (stacks.length === 0) {
      context.stderr('Nothing runs here. Start the stack with: agent-preflight up\n');
      return context.exit(ExitCode.findings);
    }
    const chosen =
      names.length === 0 ? stacks.map((stack) => [stack, undefined] as const) : locateAgents(stacks, names);
    const colors = colorsOf(context);
    const terminal = tableOptions(context);
    for (const [{ connection }, agents] of chosen) {
      const finish = options.format === 'text' ? showProgress(connection, context, colors) : () => undefined;
      try {
        await connection.restart(agents);
        await waitForStart(connection, TIMEOUT_MS, interruption.signal);
      } finally {
        finish();
      }
      const snapshot = connection.snapshot();
      if (!isUp(snapshot)) context.exit(ExitCode.findings);
      if (options.format === 'text')
        context.stdout(`\n${healthTable(snapshot, colors, terminal)}${offerRollback(snapshot)}`);
    }
    if (options.format === 'json') {
      const snapshots = [...chosen].map(([{ connection }]) => connection.snapshot());
      context.stdout(json({ version: 1, stacks: snapshots.map((snapshot) => ({ snapshot })) }));
    }
  } finally {
    for (const { connection } of stacks) connection.dispose();
    interruption.dispose();
  }
}
