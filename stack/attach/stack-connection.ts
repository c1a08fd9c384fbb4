import type { Socket } from 'node:net';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { applyChange } from '../protocol/apply-change';
import {
  HelloRequest,
  LogLinesNotification,
  LogsRequest,
  RestartRequest,
  ShutdownRequest,
  StackChangedNotification,
  StartRequest,
  StopRequest,
  SubscribeRequest,
  UnfollowRequest,
  type HelloParams,
  type HelloResult,
  type LogsParams,
  type LogsResult,
  type RestartResult,
  type StackChange,
  type StartParams,
  type StartResult,
  type StopParams,
  type StopResult,
} from '../protocol/messages';
import type { AgentState, StackSnapshot } from '../protocol/snapshot';

/** Which lines are wanted; see {@link LogsParams}. */
export interface LogOptions extends Omit<LogsParams, 'agent' | 'follow'> {
  /**
   * Called for all lines written after those of the answer, until the signal is aborted or the connection ends. `dropped` says how many
   * were left out before them, because they came too fast.
   */
  readonly onLines?: (lines: readonly string[], dropped: number) => void;
  readonly signal?: AbortSignal;
}

/** States in which an agent stays unless something happens. */
const SETTLED: readonly AgentState[] = ['stopped', 'blocked', 'ready', 'degraded', 'unhealthy', 'failed'];

/** A live view of one stack, and the means to command it. One per client; make it with `attach` or `attachOrStart`. */
export class StackConnection {
  /** What the supervisor said of itself. */
  readonly hello: HelloResult;
  readonly #connection: MessageConnection;
  readonly #socket: Socket;
  readonly #changeListeners = new Set<(snapshot: StackSnapshot, change: StackChange) => void>();
  readonly #closeListeners = new Set<() => void>();
  readonly #logListeners = new Map<string, Set<NonNullable<LogOptions['onLines']>>>();
  #snapshot: StackSnapshot;
  #closed = false;

  private constructor(socket: Socket, connection: MessageConnection, hello: HelloResult, snapshot: StackSnapshot) {
    this.hello = hello;
    this.#socket = socket;
    this.#connection = connection;
    this.#snapshot = snapshot;
    connection.onNotification(LogLinesNotification, ({ agent, lines, dropped = 0 }) => {
      for (const listener of this.#logListeners.get(agent) ?? []) listener(lines, dropped);
    });
    socket.once('close', () => {
      this.#closed = true;
      connection.dispose();
      for (const listener of [...this.#closeListeners]) listener();
    });
  }

  /** Says hello over a connected socket and subscribes. Rejects with the supervisor's refusal, or when the socket ends first. */
  static async open(socket: Socket, params: HelloParams): Promise<StackConnection> {
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    const early: StackChange[] = [];
    const target: { connection: StackConnection | null } = { connection: null };
    connection.onNotification(StackChangedNotification, (change) => {
      if (target.connection) target.connection.#apply(change);
      else early.push(change);
    });
    connection.onError(() => socket.destroy());
    connection.listen();
    const lost = new Promise<never>((_, reject) => {
      socket.once('close', () =>
        reject(Object.assign(new Error('the supervisor ended the connection'), { code: 'ECONNRESET' })),
      );
    });
    lost.catch(() => undefined);
    const hello = await Promise.race([connection.sendRequest(HelloRequest, params), lost]);
    const snapshot = await Promise.race([connection.sendRequest(SubscribeRequest), lost]);
    const opened = new StackConnection(socket, connection, hello, snapshot);
    target.connection = opened;
    for (const change of early) opened.#apply(change);
    return opened;
  }

  /** The state of the stack as last heard; kept up to date. */
  snapshot(): StackSnapshot {
    return this.#snapshot;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Calls the listener after every change, until the function it returns is called. */
  onDidChange(listener: (snapshot: StackSnapshot, change: StackChange) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls the listener when the connection ends, whoever ended it. */
  onDidClose(listener: () => void): () => void {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  /** Starts these agents and what they depend on; all when none are named. Resolves when they are on their way. */
  start(
    agents?: readonly string[],
    options: Pick<StartParams, 'withDependencies' | 'profiles'> = {},
  ): Promise<StartResult> {
    return this.#connection.sendRequest(StartRequest, { ...(agents ? { agents } : {}), ...options });
  }

  /** Stops these agents; all, in reverse order, when none are named. Resolves when nothing of them runs any more. */
  stop(agents?: readonly string[], options: Pick<StopParams, 'withDependents'> = {}): Promise<StopResult> {
    return this.#connection.sendRequest(StopRequest, { ...(agents ? { agents } : {}), ...options });
  }

  restart(agents?: readonly string[]): Promise<RestartResult> {
    return this.#connection.sendRequest(RestartRequest, agents ? { agents } : {});
  }

  /** The end of an agent's log, and with `onLines` what comes after. */
  async logs(agent: string, { onLines, signal, ...wanted }: LogOptions = {}): Promise<LogsResult> {
    if (!onLines) return this.#connection.sendRequest(LogsRequest, { agent, ...wanted });
    const listeners = this.#logListeners.get(agent) ?? new Set();
    this.#logListeners.set(agent, listeners.add(onLines));
    const unfollow = () => {
      listeners.delete(onLines);
      if (listeners.size > 0 || this.#closed) return;
      this.#logListeners.delete(agent);
      this.#connection.sendRequest(UnfollowRequest, { agent }).catch(() => undefined); // the connection is ending
    };
    signal?.addEventListener('abort', unfollow, { once: true });
    return this.#connection.sendRequest(LogsRequest, { agent, ...wanted, follow: true });
  }

  /**
   * Ends the supervisor: after stopping all agents, or with `stopAgents: false` leaving them to the next one. Resolves when it is done.
   */
  async shutdown(options: { readonly stopAgents?: boolean } = {}): Promise<void> {
    const closed = new Promise<void>((resolve) => this.onDidClose(resolve));
    // The supervisor may end before its answer is read; that is an answer too.
    const answer = this.#connection.sendRequest(ShutdownRequest, options).catch((error: unknown) => {
      if (!this.#closed) throw error;
    });
    await Promise.all([answer, closed]);
  }

  /**
   * Resolves when each of these agents (all that are wanted, when none are named) is ready or stays as it is: failed, blocked,
   * unhealthy. Rejects when the connection ends or the signal is aborted.
   */
  untilSettled(agents?: readonly string[], signal?: AbortSignal): Promise<StackSnapshot> {
    const settled = (snapshot: StackSnapshot) =>
      snapshot.agents
        .filter((agent) => (agents ? agents.includes(agent.name) : agent.wanted))
        .every((agent) => SETTLED.includes(agent.state) && !(agent.wanted && agent.state === 'stopped'));
    return this.until(settled, signal);
  }

  /** Resolves with the first snapshot, the present one included, that fits. Rejects as `untilSettled` does. */
  until(fits: (snapshot: StackSnapshot) => boolean, signal?: AbortSignal): Promise<StackSnapshot> {
    return new Promise((resolve, reject) => {
      const offs: (() => void)[] = [];
      const done = (act: () => void) => {
        for (const off of offs) off();
        act();
      };
      const look = () => {
        if (fits(this.#snapshot)) done(() => resolve(this.#snapshot));
      };
      const abort = () => done(() => reject(new Error('waiting for the stack was given up')));
      offs.push(this.onDidChange(look));
      offs.push(this.onDidClose(() => done(() => reject(new Error('the supervisor ended')))));
      signal?.addEventListener('abort', abort, { once: true });
      offs.push(() => signal?.removeEventListener('abort', abort));
      if (signal?.aborted) abort();
      else if (this.#closed) done(() => reject(new Error('the supervisor ended')));
      else look();
    });
  }

  /** Ends the connection; the stack goes on, unless this connection held its lease. */
  dispose(): void {
    this.#closed = true;
    this.#socket.end();
    this.#socket.destroySoon();
  }

  #apply(change: StackChange): void {
    this.#snapshot = applyChange(this.#snapshot, change);
    for (const listener of [...this.#changeListeners]) listener(this.#snapshot, change);
  }
}
