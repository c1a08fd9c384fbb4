import { connect, type Socket } from 'node:net';
import type { AskedPort, SocketProbeResult } from './probe-result';

/** Connects and hangs up. An open port is `open`, never `healthy`. */
export async function probeTcp(asked: AskedPort, signal?: AbortSignal): Promise<SocketProbeResult> {
  const started = performance.now();
  const finish = (verdict: 'open' | 'unreachable', outcome: SocketProbeResult['outcome'], detail: string) => ({
    verdict,
    outcome,
    detail,
    kind: 'tcp' as const,
    port: asked.port,
    latencyMs: performance.now() - started,
  });
  try {
    (await openSocket(asked, signal)).destroy();
    return finish('open', 'answered', `port ${asked.port} accepts connections`);
  } catch (error) {
    signal?.throwIfAborted();
    return finish('unreachable', 'refused', connectionFailure(asked.port, error));
  }
}

/** Opens a connection within the time limit; rejects with the system's error, with code `ETIMEDOUT`, or the abort reason. */
export function openSocket(asked: AskedPort, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const socket = connect({ host: asked.host, port: asked.port });
    const fail = (error: unknown) => {
      settle();
      socket.on('error', () => undefined).destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onAbort = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), asked.timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', fail);
    socket.once('connect', () => {
      settle();
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

/** Why a connection could not be opened, in words. */
export function connectionFailure(port: number, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ECONNREFUSED') return `nothing listens on port ${port}`;
  if (code === 'ETIMEDOUT') return `port ${port} does not accept the connection in time`;
  return `port ${port}: ${(error as Error).message}`;
}

/** What a server says first, before it is asked anything. */
export type FirstWords = 'zmtp' | 'http2' | 'silent' | 'other' | 'refused';

/**
 * Connects, listens for `graceMs` and hangs up. ZeroMQ peers and HTTP/2 servers open the conversation themselves; HTTP/1
 * servers wait to be asked.
 */
export async function hearFirstWords(asked: AskedPort, graceMs: number, signal?: AbortSignal): Promise<FirstWords> {
  let socket: Socket;
  try {
    socket = await openSocket(asked, signal);
  } catch {
    signal?.throwIfAborted();
    return 'refused';
  }
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0);
    const finish = (words: FirstWords) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(words);
    };
    const timer = setTimeout(() => finish(heard.length === 0 ? 'silent' : 'other'), graceMs);
    socket.on('error', () => finish('silent'));
    socket.on('close', () => finish('silent'));
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]).subarray(0, 64);
      const words = recognise(heard);
      if (words) finish(words);
    });
  });
}

/** Null while too little has been heard to tell. */
export function recognise(heard: Buffer): FirstWords | null {
  if (heard.length === 0) return null;
  if (heard[0] === 0xff) return heard.length < 10 ? null : heard[9] === 0x7f ? 'zmtp' : 'other';
  // An HTTP/2 server's preface is a SETTINGS frame: three bytes of length, type 4, stream 0.
  if (heard[0] === 0)
    return heard.length < 9 ? null : heard[3] === 4 && heard.readUInt32BE(5) === 0 ? 'http2' : 'other';
  return 'other';
}
