import type { Command } from 'commander';
import { startNodeServer } from '../../lsp/start-node-server';
import { type CliContext, UsageError } from '../context';

interface LspFlags {
  readonly stdio?: boolean;
  readonly nodeIpc?: boolean;
  readonly socket?: string;
}

export function register(program: Command, _context: CliContext): void {
  program
    .command('lsp')
    .description('serve an editor over the Language Server Protocol')
    .option('--stdio', 'speak over standard input and output (the default)')
    .option('--node-ipc', 'speak over the channel that Node opens to a child process')
    .option('--socket <port>', 'connect to an editor that listens on this port of this machine')
    // Editors pass their process id as an argument, too; it reaches the server in `initialize` as well.
    .option('--clientProcessId <pid>', 'accepted and not needed')
    .action((flags: LspFlags) => serve(flags));
}

function serve(flags: LspFlags): void {
  if (flags.nodeIpc === true) return startNodeServer({ kind: 'ipc' }, __dirname);
  if (flags.socket === undefined) return startNodeServer({ kind: 'stdio' }, __dirname);
  const port = Number(flags.socket);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new UsageError('--socket: give a port from 1 to 65535');
  return startNodeServer({ kind: 'socket', port }, __dirname);
}
