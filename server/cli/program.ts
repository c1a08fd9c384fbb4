import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { type CliContext, ExitCode, UsageError } from './context';

interface CommandModule {
  register(program: Command, context: CliContext): void;
}

/** Every command registers itself; the order is that of the help. Only what a command line asks for is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  check: () => import('./commands/check'),
  fix: () => import('./commands/fix'),
  explain: () => import('./commands/explain'),
  lsp: () => import('./commands/lsp'),
  up: () => import('./commands/up'),
  status: () => import('./commands/status'),
  logs: () => import('./commands/logs'),
  restart: () => import('./commands/restart'),
  down: () => import('./commands/down'),
  rollback: () => import('./commands/rollback'),
  export: () => import('./commands/export'),
  metrics: () => import('./commands/metrics'),
  models: () => import('./commands/models'),
  doctor: () => import('./commands/doctor'),
};

/** The command a line starts with; all of them where it needs to know them: help, and suggestions for a slip. */
function asked([first = '']: readonly string[]): (() => Promise<CommandModule>)[] {
  if (first === '-V' || first === '--version') return [];
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return command ? [command] : Object.values(COMMANDS);
}

/** Runs one command line. Never rejects: what goes wrong is printed, and told by the exit code. */
export async function runProgram(context: CliContext, argv: readonly string[]): Promise<void> {
  const program = new Command('agent-preflight')
    .description('Preflight checks, then launch: lints, fixes and starts stacks of many AI agents.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({ writeOut: (text) => context.stdout(text), writeErr: (text) => context.stderr(text) })
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const load of asked(argv)) (await load()).register(program, context);
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
