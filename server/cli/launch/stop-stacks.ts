import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { colorsOf, type CliContext } from '../context';
import { showProgress } from './progress';

/** Stops these stacks and their supervisors, in reverse order of the agents' start; resolves when nothing of them runs any more. */
export async function stopStacks(
  connections: readonly StackConnection[],
  context: CliContext,
  verbose: boolean,
): Promise<void> {
  await Promise.all(
    connections.map(async (connection) => {
      const single = { ...context, isTerminal: context.isTerminal && connections.length === 1 };
      const finish = verbose ? showProgress(connection, single, colorsOf(context)) : () => undefined;
      try {
        await connection.shutdown({ stopAgents: true });
      } catch (error) {
        if (!connection.isClosed) throw error; // it ended while we asked it to: that is what was wanted
      } finally {
        finish();
      }
    }),
  );
}
