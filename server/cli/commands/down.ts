import path from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { openStacks, running } from '../launch/open-stacks';
import { formatOption, json, type OutputFormat } from '../launch/output-format';
import { stopStacks } from '../launch/stop-stacks';
import { withSupervisorErrors } from '../launch/supervisor-errors';

export function register(program: Command, context: CliContext): void {
  program
    .command('down')
    .summary('stop the stack and everything its agents started')
    .description('Stops all agents in reverse order and waits until nothing of them runs; then the supervisor ends.')
    .argument('[startup-files...]', 'whose stacks to stop; all found here when left out')
    .addOption(formatOption())
    .action((files: string[], options: { format: OutputFormat }) =>
      withSupervisorErrors(context, () => down(files, options.format, context)),
    );
}

async function down(files: readonly string[], format: OutputFormat, context: CliContext): Promise<void> {
  const stacks = running(await openStacks(files, context));
  const stopped = stacks.map(({ startup, connection }) => ({
    file: path.relative(context.cwd, startup.file).replaceAll('\\', '/'),
    agents: connection.snapshot().agents.flatMap(({ name, pid }) => (pid === null ? [] : [name])),
  }));
  await stopStacks(
    stacks.map(({ connection }) => connection),
    context,
    format === 'text',
  );
  if (format === 'json') context.stdout(json({ version: 1, stopped }));
  else if (stacks.length === 0) context.stdout('Nothing runs here.\n');
  else
    for (const { file, agents } of stopped)
      context.stdout(`${file}: stopped, ${agents.length === 1 ? '1 agent' : `${agents.length} agents`} ended.\n`);
}
