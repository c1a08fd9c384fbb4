import { ProtocolMismatch, SupervisorNotStarted, SupervisorUnresponsive } from '@agent-preflight/stack/attach/errors';
import { UnusableDirectory } from '@agent-preflight/stack/rendezvous/private-directory';
import { ResponseError } from 'vscode-jsonrpc/node';
import { ExitCode, type CliContext } from '../context';

/**
 * Runs a command that talks to supervisors. What they refuse, and that they cannot be reached, is no fault of this program: it is
 * told in one line, with exit code 1.
 */
export async function withSupervisorErrors(context: CliContext, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const expected = [ProtocolMismatch, SupervisorNotStarted, SupervisorUnresponsive, UnusableDirectory, ResponseError];
    if (!(error instanceof Error) || !expected.some((kind) => error instanceof kind)) throw error;
    context.stderr(`agent-preflight: ${error.message}\n`);
    context.exit(ExitCode.findings);
  }
}
