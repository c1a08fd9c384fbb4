import { statSync } from 'node:fs';
import path from 'node:path';
import { attach, attachOrStart } from '@agent-preflight/stack/attach/attach';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { stackPaths } from '@agent-preflight/stack/rendezvous/stack-paths';
import type { CliContext } from '../context';
import { CLIENT_NAME } from './client-name';

/**
 * Supervisors that come up while their stacks are still being assessed: both take a while, and neither needs the other. Where nothing is
 * started in the end, what came up for nothing ends again.
 */
export class SupervisorsAhead {
  readonly #context: CliContext;
  readonly #starts: boolean;
  readonly #foreground: boolean;
  /** By the stack's identity: the connection to a supervisor that was there already. */
  readonly #looks = new Map<string, Promise<StackConnection | null>>();
  readonly #coming = new Map<string, Promise<StackConnection>>();
  readonly #spawned = new Map<string, Promise<void>>();

  /** `foreground`: the stack ends with the connection. `dryRun`: none is started. */
  constructor(context: CliContext, options: { readonly foreground?: boolean; readonly dryRun?: boolean }) {
    this.#context = context;
    this.#foreground = options.foreground === true;
    this.#starts = options.dryRun !== true;
  }

  /**
   * Looks for the supervisor of a startup file that will be asked for, before the file has been read. Resolves when it was found, or its
   * process has been started. Never rejects.
   */
  async foresee(named: string): Promise<void> {
    const file = path.resolve(this.#context.cwd, named);
    if (!/\.ya?ml$/i.test(file) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return;
    await this.#look(file).catch(ignore);
    await this.#spawned.get(this.#idOf(file));
  }

  /** The connection to a supervisor that runs, which the caller disposes of; else one is on its way, and null is the answer. */
  async running(file: string): Promise<StackConnection | null> {
    const found = await this.#look(file);
    this.#looks.delete(this.#idOf(file));
    return found;
  }

  /** The connection to the stack's supervisor; the caller disposes of it. Rejects as `attachOrStart` does. */
  connection(file: string): Promise<StackConnection> {
    const id = this.#idOf(file);
    const coming = this.#coming.get(id) ?? this.#attachOrStart(file);
    this.#coming.delete(id);
    return coming;
  }

  /** Ends those nobody asked for, unless somebody else has found work for them. */
  async end(): Promise<void> {
    await Promise.all([...this.#looks.values()].map((look) => look.then((found) => found?.dispose(), ignore)));
    const unused = [...this.#coming.values()];
    this.#coming.clear();
    await Promise.all(unused.map((coming) => coming.then(endIdle, ignore)));
  }

  #look(file: string): Promise<StackConnection | null> {
    const id = this.#idOf(file);
    let look = this.#looks.get(id);
    if (!look) {
      look = this.#attachOrBegin(file, id);
      look.catch(ignore); // told to whoever asks
      this.#looks.set(id, look);
    }
    return look;
  }

  async #attachOrBegin(file: string, id: string): Promise<StackConnection | null> {
    const found = await attach(file, { client: CLIENT_NAME, environment: this.#context.env });
    if (!found && this.#starts) {
      let spawned: () => void = ignore;
      const process = new Promise<void>((resolve) => (spawned = resolve));
      const coming = this.#attachOrStart(file, spawned);
      coming.then(spawned, spawned); // what went wrong is told to whoever asks for the connection
      this.#coming.set(id, coming);
      this.#spawned.set(id, process);
    }
    return found;
  }

  /** With `foreground` the stack ends with this connection, however that ends. */
  #attachOrStart(file: string, onSpawned?: () => void): Promise<StackConnection> {
    const lease = this.#foreground ? 'stop-on-disconnect' : 'none';
    return attachOrStart(file, { client: CLIENT_NAME, environment: this.#context.env, lease, onSpawned });
  }

  #idOf(file: string): string {
    return stackPaths(file, this.#context.env).stackId;
  }
}

function ignore(): void {}

async function endIdle(connection: StackConnection): Promise<void> {
  const { wanted, agents } = connection.snapshot();
  const idle = !wanted && agents.every(({ state }) => state === 'stopped');
  if (idle) await connection.shutdown().catch(ignore); // it may be on its way out already
  connection.dispose();
}
