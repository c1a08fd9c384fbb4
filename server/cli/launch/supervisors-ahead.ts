import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { CliContext } from '../context';
import type { StartupFile } from './find-startup-files';
import { connectForStart } from './start-stack';

/**
 * Supervisors that come up while their stacks are still being assessed: both take a while, and neither needs the other. Where nothing is
 * started in the end, what came up for nothing ends again.
 */
export class SupervisorsAhead {
  readonly #context: CliContext;
  readonly #foreground: boolean;
  readonly #coming = new Map<StartupFile, Promise<StackConnection>>();

  /** `foreground`: the stack ends with the connection. */
  constructor(context: CliContext, foreground: boolean) {
    this.#context = context;
    this.#foreground = foreground;
  }

  /** Has the supervisor of a stack come up. Returns at once. */
  begin(startup: StartupFile): void {
    const coming = connectForStart(startup, this.#context, this.#foreground);
    coming.catch(() => undefined); // told to whoever asks for the connection
    this.#coming.set(startup, coming);
  }

  /** The connection to the stack's supervisor; the caller disposes of it. Rejects as `attachOrStart` does. */
  connection(startup: StartupFile): Promise<StackConnection> {
    const coming = this.#coming.get(startup) ?? connectForStart(startup, this.#context, this.#foreground);
    this.#coming.delete(startup);
    return coming;
  }

  /** Ends those nobody asked for, unless somebody else has found work for them. */
  async end(): Promise<void> {
    const unused = [...this.#coming.values()];
    this.#coming.clear();
    await Promise.all(unused.map((coming) => coming.then(endIdle, () => undefined)));
  }
}

async function endIdle(connection: StackConnection): Promise<void> {
  const { wanted, agents } = connection.snapshot();
  const idle = !wanted && agents.every(({ state }) => state === 'stopped');
  if (idle) await connection.shutdown().catch(() => undefined); // it may be on its way out already
  connection.dispose();
}
