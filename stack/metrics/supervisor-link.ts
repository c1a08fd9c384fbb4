import type { Socket } from 'node:net';
import {
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { connectSocket } from '../attach/attach';
import type { StackMeasurements } from '../protocol/measurements';
import {
  ErrorCodes,
  HelloRequest,
  MetricsRequest,
  PROTOCOL_VERSION,
  SnapshotRequest,
  type HelloResult,
} from '../protocol/messages';

/** A supervisor that says nothing for so long is stopped or gone, in milliseconds. */
const ANSWER_MS = 5_000;

/**
 * A connection to a supervisor that only looks on: nothing is sent without being asked for, and the supervisor does not stay for its sake.
 */
export class SupervisorLink {
  readonly hello: HelloResult;
  readonly #socket: Socket;
  readonly #connection: MessageConnection;
  #asking: Promise<StackMeasurements | null> | null = null;

  private constructor(socket: Socket, connection: MessageConnection, hello: HelloResult) {
    this.#socket = socket;
    this.#connection = connection;
    this.hello = hello;
  }

  /** Null when nobody listens at the socket, or says anything in time; `foreign` when somebody does who speaks another version. */
  static async open(path: string): Promise<SupervisorLink | 'foreign' | null> {
    const socket = await connectSocket(path).catch(() => null);
    if (!socket) return null;
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    connection.onError(() => socket.destroy());
    socket.once('close', () => connection.dispose());
    connection.listen();
    const params = { protocolVersion: PROTOCOL_VERSION, client: 'metrics', clientPid: process.pid, passive: true };
    let isRefused = false;
    const greeting = connection.sendRequest(HelloRequest, params).catch((error: unknown) => {
      isRefused = error instanceof ResponseError && error.code === ErrorCodes.protocolMismatch;
      throw error;
    });
    const hello = await inTime(greeting, socket);
    if (hello) return new SupervisorLink(socket, connection, hello);
    socket.destroy();
    return isRefused ? 'foreign' : null;
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** What the supervisor has counted; null when it does not answer in time, or has just ended. */
  measure(): Promise<StackMeasurements | null> {
    this.#asking ??= this.#measure().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #measure(): Promise<StackMeasurements | null> {
    if (this.hello.capabilities.includes('metrics')) {
      return inTime(this.#connection.sendRequest(MetricsRequest), this.#socket);
    }
    const snapshot = await inTime(this.#connection.sendRequest(SnapshotRequest), this.#socket);
    // An older supervisor counts nothing, but knows how its agents are.
    return snapshot && { snapshot, supervisor: { version: 'unknown', cpuSeconds: null, rssBytes: null }, agents: [] };
  }

  dispose(): void {
    this.#socket.destroy();
  }
}

/** The answer; null when it does not come, or is an error. */
function inTime<T>(answer: Promise<T>, socket: Socket): Promise<T | null> {
  return new Promise((resolve) => {
    const end = (value: T | null) => {
      clearTimeout(timer);
      socket.off('close', closed);
      resolve(value);
    };
    const closed = () => end(null);
    const timer = setTimeout(closed, ANSWER_MS);
    socket.once('close', closed);
    answer.then(end, closed);
  });
}
