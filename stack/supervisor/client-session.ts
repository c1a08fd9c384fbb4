import type { Socket } from 'node:net';
import {
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { follow } from '../logs/follow';
import { lastLineEnd } from '../logs/tail';
import { UnusablePattern } from '../logs/unusable-pattern';
import {
  ErrorCodes,
  HelloRequest,
  LogLinesNotification,
  LogsRequest,
  MetricsRequest,
  PROTOCOL_VERSION,
  RestartRequest,
  ShutdownRequest,
  SnapshotRequest,
  StackChangedNotification,
  StartRequest,
  StopRequest,
  SubscribeRequest,
  UnfollowRequest,
  UnsubscribeRequest,
  type HelloParams,
  type HelloResult,
  type StackChange,
} from '../protocol/messages';
import type { StackPaths } from '../rendezvous/stack-paths';
import { UnreadableStack } from './load-definition';
import { measure } from './measure';
import { readLogs } from './read-logs';
import { UnknownAgent } from './agent-lives';
import type { StackSupervisor } from './stack-supervisor';
import type { SubscriptionHub } from './subscription-hub';

/** A client that reads this little is gone or stopped; what it has not read must not fill the supervisor's memory. */
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;
/** Log lines closer together than this are sent as one message, in milliseconds. */
const LOG_COALESCE_MS = 50;
const MOST_LINES_AT_ONCE = 10_000;

export interface SessionHost {
  readonly paths: StackPaths;
  readonly supervisor: StackSupervisor;
  /** The last connection that held the stack's lease is gone. */
  leaseEnded(): void;
  /** Resolves when all is stopped; the supervisor ends once the answer is out. */
  shutdown(stopAgents: boolean): Promise<void>;
  readonly isShuttingDown: boolean;
  readonly log: (line: string) => void;
}

/** The conversation with one client. */
export class ClientSession {
  readonly #socket: Socket;
  readonly #host: SessionHost;
  readonly #hub: SubscriptionHub;
  readonly #connection: MessageConnection;
  readonly #followed = new Map<string, AbortController>();
  readonly #send: (change: StackChange) => void;
  #greeting: HelloParams | null = null;

  constructor(socket: Socket, host: SessionHost, hub: SubscriptionHub, onEnd: () => void) {
    this.#socket = socket;
    this.#host = host;
    this.#hub = hub;
    this.#send = (change) => this.#notify(() => this.#connection.sendNotification(StackChangedNotification, change));
    this.#connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    this.#connection.onError(() => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      hub.delete(this.#send);
      for (const following of this.#followed.values()) following.abort();
      this.#connection.dispose();
      onEnd();
    });
    this.#serve();
    this.#connection.listen();
  }

  get hasLease(): boolean {
    return this.#greeting?.lease === 'stop-on-disconnect';
  }

  /** Whether it only looks on, and nobody has to stay for it. */
  get isPassive(): boolean {
    return this.#greeting?.passive === true;
  }

  /** Milliseconds for which the lease outlives this connection. */
  get leaseGraceMs(): number {
    return Math.max(0, this.#greeting?.leaseGraceMs ?? 0);
  }

  /** Lets what was written reach the client, then ends the connection. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.end();
      setTimeout(() => this.#socket.destroy(), 500).unref();
    });
  }

  #serve(): void {
    const { supervisor } = this.#host;
    const connection = this.#connection;
    connection.onRequest(HelloRequest, (params) => this.#hello(params));
    connection.onRequest(SnapshotRequest, () => this.#answer(async () => this.#hub.snapshot()));
    connection.onRequest(SubscribeRequest, () =>
      this.#answer(async () => {
        const snapshot = this.#hub.snapshot();
        this.#hub.add(this.#send);
        return snapshot;
      }),
    );
    connection.onRequest(UnsubscribeRequest, () =>
      this.#answer(async () => {
        this.#hub.delete(this.#send);
        return null;
      }),
    );
    connection.onRequest(StartRequest, (params) => this.#command(() => supervisor.start(params)));
    connection.onRequest(StopRequest, (params) => this.#answer(() => supervisor.stop(params)));
    connection.onRequest(RestartRequest, (params) => this.#command(() => supervisor.restart(params)));
    connection.onRequest(LogsRequest, (params) =>
      this.#answer(async () => {
        // Following begins where reading ended: nothing is missed meanwhile, and nothing told twice.
        const end = params.follow ? await lastLineEnd(supervisor.logFileOf(params.agent)) : undefined;
        const result = await readLogs(supervisor, params, end);
        if (end !== undefined) this.#follow(params.agent, end);
        return result;
      }),
    );
    connection.onRequest(MetricsRequest, () => this.#answer(() => measure(supervisor)));
    connection.onRequest(UnfollowRequest, ({ agent }) =>
      this.#answer(async () => {
        this.#followed.get(agent)?.abort();
        this.#followed.delete(agent);
        return null;
      }),
    );
    connection.onRequest(ShutdownRequest, ({ stopAgents = true }) =>
      this.#answer(async () => {
        await this.#host.shutdown(stopAgents);
        return null;
      }),
    );
  }

  #hello(params: HelloParams): HelloResult {
    const { paths, supervisor, log } = this.#host;
    if (params.protocolVersion !== PROTOCOL_VERSION) {
      throw new ResponseError(
        ErrorCodes.protocolMismatch,
        `the supervisor (pid ${process.pid}) speaks protocol ${PROTOCOL_VERSION}, this program ${params.protocolVersion}; ` +
          'stop the stack with the version that started it',
      );
    }
    this.#greeting = params;
    log(`client ${params.client} (pid ${params.clientPid}) connected${this.hasLease ? ', holds the lease' : ''}`);
    return {
      protocolVersion: PROTOCOL_VERSION,
      pid: process.pid,
      startedAt: supervisor.startedAt,
      stackId: paths.stackId,
      file: paths.file,
      configHash: supervisor.configHash,
      capabilities: ['lease', 'logs/follow', 'metrics'],
    };
  }

  /** Requests that would start something, which a supervisor about to end must not. */
  #command<T>(act: () => Promise<T>): Promise<T> {
    return this.#answer(() => {
      if (!this.#host.isShuttingDown) return act();
      throw new ResponseError(ErrorCodes.shuttingDown, 'the supervisor is about to end');
    });
  }

  async #answer<T>(act: () => Promise<T>): Promise<T> {
    if (!this.#greeting) throw new ResponseError(ErrorCodes.notGreeted, 'say hello first');
    try {
      const result = await act();
      // So that the state a client has is never older than the answer it gets.
      this.#hub.flush();
      return result;
    } catch (error) {
      if (error instanceof UnknownAgent) throw new ResponseError(ErrorCodes.unknownAgent, error.message);
      if (error instanceof UnusablePattern) throw new ResponseError(ErrorCodes.unusablePattern, error.message);
      if (error instanceof UnreadableStack) throw new ResponseError(ErrorCodes.unreadableStack, error.message);
      throw error;
    }
  }

  #follow(agent: string, from: number): void {
    if (this.#followed.has(agent)) return;
    const { supervisor, log } = this.#host;
    const abort = new AbortController();
    this.#followed.set(agent, abort);
    let lines: string[] = [];
    let dropped = 0;
    const flush = () => {
      const message = { agent, lines, ...(dropped > 0 ? { dropped } : {}) };
      lines = [];
      dropped = 0;
      if (!abort.signal.aborted) {
        this.#notify(() => this.#connection.sendNotification(LogLinesNotification, message));
      }
    };
    const collect = (line: string) => {
      lines.push(line);
      if (lines.length === 1) setTimeout(flush, LOG_COALESCE_MS);
      if (lines.length > MOST_LINES_AT_ONCE) dropped += lines.splice(0, MOST_LINES_AT_ONCE / 2).length;
    };
    const mask = () => supervisor.maskFor(agent);
    follow(supervisor.logFileOf(agent), collect, abort.signal, { mask, from }).catch((error: unknown) =>
      log(`following ${agent}: ${String(error)}`),
    );
  }

  #notify(send: () => Promise<void>): void {
    if (this.#socket.destroyed) return;
    if (this.#socket.writableLength > MOST_UNREAD_BYTES) {
      this.#host.log(`client pid ${this.#greeting?.clientPid ?? '?'} does not read; its connection is ended`);
      this.#socket.destroy();
      return;
    }
    send().catch(() => this.#socket.destroy());
  }
}
