import { InvalidArgumentError, type Command } from 'commander';
import type { CliContext } from '../context';
import { formatOption } from '../launch/output-format';
import { metricsOption } from '../launch/start-metrics';
import type { UpOptions } from '../launch/start-stacks';
import { SupervisorsAhead } from '../launch/supervisors-ahead';
import { withSupervisorErrors } from '../launch/supervisor-errors';
import { separatedList } from '../separated-list';

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
  const supervisors = new SupervisorsAhead(context, options);
  try {
    // What checks a stack is loaded while its supervisor comes up: both take a while.
    await Promise.all(named.map((name) => supervisors.foresee(name)));
    const { startStacks } = await import('../launch/start-stacks');
    await startStacks(named, supervisors, options, context);
  } finally {
    await supervisors.end();
  }
}
