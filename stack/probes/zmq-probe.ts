import { linkSignals } from '../process/linked-signal';
import type { Socket } from 'node:net';
import type { AskedPort, SocketProbeResult } from './probe-result';
import { quote, readBody } from './status-words';
import { connectionFailure, openSocket } from './tcp-probe';
import {
  decodeCommand,
  decodeFrame,
  decodeGreeting,
  decodeProperties,
  encodeCommand,
  encodeFrame,
  encodeGreeting,
  encodeReady,
  GREETING_BYTES,
  ProtocolError,
} from './zmtp';

const QUESTION = Buffer.from('{"action":"health_check"}');
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/** The peer is there and speaks ZeroMQ, but cannot be asked; the message says why. */
class Unaskable extends Error {}

/** Sends `{"action":"health_check"}` as a ZeroMQ request and reads the status in the reply. */
export async function probeZmq(asked: AskedPort, signal?: AbortSignal): Promise<SocketProbeResult> {
  const started = performance.now();
  const finish = (verdict: SocketProbeResult['verdict'], outcome: SocketProbeResult['outcome'], detail: string) => ({
    verdict,
    outcome,
    detail,
    kind: 'zmq' as const,
    port: asked.port,
    latencyMs: performance.now() - started,
  });
  let socket: Socket;
  try {
    socket = await openSocket(asked, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return finish('unreachable', 'refused', connectionFailure(asked.port, error));
  }
  const left = Math.max(1, Math.ceil(asked.timeoutMs - (performance.now() - started)));
  const limited = linkSignals([signal], left);
  limited.signal.addEventListener('abort', () => socket.destroy(), { once: true });
  try {
    const { verdict, said } = judge(await converse(socket));
    return finish(verdict, 'answered', `ZeroMQ health_check on port ${asked.port}: ${said}`);
  } catch (error) {
    signal?.throwIfAborted();
    if (limited.isLate) {
      const seconds = asked.timeoutMs / 1000;
      return finish(
        'unhealthy',
        'silent',
        `port ${asked.port} did not answer the ZeroMQ health_check within ${seconds} s`,
      );
    }
    if (error instanceof Unaskable) return finish('open', 'answered', `port ${asked.port} is ${error.message}`);
    const why = error instanceof ProtocolError ? error.message : 'it hung up';
    return finish('open', 'foreign', `port ${asked.port} accepts connections, but ${why}`);
  } finally {
    limited.release();
    socket.destroy();
  }
}

function judge(frames: readonly Buffer[]): { verdict: SocketProbeResult['verdict']; said: string } {
  // A request's reply has an empty frame before its body; ROUTER code written by hand may leave it out, or add routing frames.
  const texts = frames.map((frame) => frame.toString('utf8')).filter((text) => text !== '');
  for (const text of texts.toReversed()) {
    const reading = readBody(text);
    if (reading) return reading;
  }
  const last = texts.at(-1);
  if (last === undefined) return { verdict: 'open', said: 'an empty answer' };
  if (last.includes('\ufffd')) return { verdict: 'open', said: 'an answer that is not text' };
  return { verdict: 'open', said: `an answer without a status: ${quote(last)}` };
}

/** Greeting, handshake, question, answer; rejects when the socket closes before the answer is complete. */
async function converse(socket: Socket): Promise<Buffer[]> {
  const reader = new Reader(socket);
  socket.write(encodeGreeting());
  const greeting = await reader.greeting();
  if (greeting.major < 3) throw new Unaskable(`a ZeroMQ socket of the old protocol version ${greeting.major}`);
  if (greeting.mechanism !== 'NULL') {
    throw new Unaskable(
      `a ZeroMQ socket with ${quote(greeting.mechanism)} security: probe this agent by HTTP or by its log`,
    );
  }
  const peer = await handshake(socket, reader);
  if (peer === 'REP' || peer === 'ROUTER') {
    socket.write(
      Buffer.concat([encodeReady('REQ'), encodeFrame(Buffer.alloc(0), { more: true }), encodeFrame(QUESTION)]),
    );
  } else if (peer === 'DEALER') {
    // REQ may not talk to DEALER; peers of a DEALER exchange bare messages.
    socket.write(Buffer.concat([encodeReady('DEALER'), encodeFrame(QUESTION)]));
  } else {
    throw new Unaskable(`a ZeroMQ ${quote(peer)} socket, which answers no questions`);
  }
  return answer(socket, reader);
}

/** Waits for the peer's READY before sending ours: its socket type decides what we must be. */
async function handshake(socket: Socket, reader: Reader): Promise<string> {
  for (;;) {
    const { command, body } = await reader.frame();
    const { name, data } = decodeCommand(body);
    if (!command) throw new ProtocolError('it sends a message before the handshake');
    if (name === 'ERROR') throw new Unaskable(`a ZeroMQ socket that refuses us: ${quote(data.subarray(1).toString())}`);
    if (name === 'READY') return decodeProperties(data).get('socket-type') ?? 'unknown';
    replyToPing(socket, name, data);
  }
}

async function answer(socket: Socket, reader: Reader): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { command, more, body } = await reader.frame();
    if (command) {
      const { name, data } = decodeCommand(body);
      if (name === 'ERROR')
        throw new Unaskable(`a ZeroMQ socket that refuses us: ${quote(data.subarray(1).toString())}`);
      replyToPing(socket, name, data);
      continue;
    }
    frames.push(body);
    size += body.length + 1;
    if (size > ANSWER_LIMIT_BYTES || frames.length > 64) throw new ProtocolError('its answer is too large');
    if (!more) return frames;
  }
}

/** Peers with heartbeats hang up on those who do not answer; a PING carries a time to live and a context to send back. */
function replyToPing(socket: Socket, name: string, data: Buffer): void {
  if (name === 'PING') socket.write(encodeCommand('PONG', data.subarray(2, 18)));
}

/** Bytes in order of arrival, handed out as protocol units. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>;
  #bytes = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async greeting() {
    for (;;) {
      const greeting = decodeGreeting(this.#bytes);
      if (greeting) {
        this.#bytes = this.#bytes.subarray(GREETING_BYTES);
        return greeting;
      }
      await this.#more();
    }
  }

  async frame() {
    for (;;) {
      const taken = decodeFrame(this.#bytes, ANSWER_LIMIT_BYTES);
      if (taken) {
        this.#bytes = Buffer.from(taken.rest);
        return taken.frame;
      }
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done) throw new Error('closed');
    this.#bytes = Buffer.concat([this.#bytes, next.value]);
  }
}
