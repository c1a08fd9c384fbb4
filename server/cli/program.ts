import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { register as registerCheck } from './commands/check';
import { register as registerDoctor } from './commands/doctor';
import { register as registerDown } from './commands/down';
import { register as registerExplain } from './commands/explain';
import { register as registerFix } from './commands/fix';
import { register as registerLsp } from './commands/lsp';
import { register as registerLogs } from './commands/logs';
import { register as registerRestart } from './commands/restart';
import { register as registerStatus } from './commands/status';
import { register as registerUp } from './commands/up';
import { type CliContext, ExitCode, UsageError } from './context';

/** Every command registers itself; the order is that of the help. */
const COMMANDS: readonly ((program: Command, context: CliContext) => void)[] = [
  registerCheck,
  registerFix,
  registerExplain,
  registerLsp,
  registerUp,
  registerStatus,
  registerLogs,
  registerRestart,
  registerDown,
  registerDoctor,
];

/** Runs one command line. Never rejects: what goes wrong is printed, and told by the exit code. */
export async function runProgram(context: CliContext, argv: readonly string[]): Promise<void> {
  const program = new Command('agent-preflight')
    .description('Preflight checks, then launch: lints, fixes and starts stacks of many AI agents.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({ writeOut: (text) => context.stdout(text), writeErr: (text) => context.stderr(text) })
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const register of COMMANDS) register(program, context);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    report(context, error);
  }
}

function report(context: CliContext, error: unknown): void {
  if (error instanceof CommanderError) {
    // Commander has printed what is to be said already.
    if (error.exitCode !== 0) context.exit(ExitCode.misuse);
  } else if (error instanceof UsageError) {
    context.stderr(`agent-preflight: ${error.message}\n`);
    context.exit(ExitCode.misuse);
  } else {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    context.stderr(`agent-preflight: internal fault, please report it together with this text:\n${detail}\n`);
    context.exit(ExitCode.internal);
  }
}
