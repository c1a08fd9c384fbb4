import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A server of one file on loopback whose answers a test chooses: the first request gets the first, and so on; the last one stays. */
export interface ModelServer {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  answer(...answers: Answer[]): void;
  close(): Promise<void>;
}

export async function serveModel(body: Buffer, ...answers: Answer[]): Promise<ModelServer> {
  const requests: IncomingMessage[] = [];
  let script = answers.length > 0 ? answers : [ranged()];
  const server = createServer((request, response) => {
    requests.push(request);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const answer = script.length > 1 ? script.shift()! : script[0]!;
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/weights.gguf`,
    requests,
    answer: (...next) => (script = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Manners {
  readonly etag?: string;
  /** Breaks the connection after so many bytes of this answer. */
  readonly breakAfter?: number;
  /** Stops sending after so many bytes of this answer, and keeps the connection. */
  readonly stallAfter?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** As a good server: ranges, `If-Range`, 416. */
export function ranged(manners: Manners = {}): Answer {
  const { etag = '"v1"' } = manners;
  return (request, response, body) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const condition = request.headers['if-range'];
    const start = range && (condition === undefined || condition === etag) ? Number(range[1]) : null;
    if (start !== null && start >= body.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${body.length}` }).end();
      return;
    }
    const rest = body.subarray(start ?? 0);
    response.writeHead(start === null ? 200 : 206, {
      ETag: etag,
      'Content-Length': rest.length,
      'Accept-Ranges': 'bytes',
      ...(start === null ? {} : { 'Content-Range': `bytes ${start}-${body.length - 1}/${body.length}` }),
      ...manners.headers,
    });
    send(rest, response, manners);
  };
}

/** As a server that knows no ranges: always all of it. */
export function whole(manners: Manners = {}): Answer {
  return (_request, response, body) => {
    response.writeHead(200, { 'Content-Length': body.length, ...manners.headers });
    send(body, response, manners);
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => response.writeHead(code, headers).end();
}

function send(bytes: Buffer, response: ServerResponse, { breakAfter, stallAfter }: Manners): void {
  const limit = breakAfter ?? stallAfter;
  if (limit === undefined || limit >= bytes.length) return void response.end(bytes);
  response.write(bytes.subarray(0, limit), () => {
    if (breakAfter !== undefined) response.socket?.destroy();
  });
}

/** Bytes that differ everywhere, the same for the same seed. */
export function sampleBytes(length: number, seed = 'model'): Buffer {
  const pieces: Buffer[] = [];
  for (let size = 0, n = 0; size < length; n++) {
    const piece = createHash('sha512').update(`${seed} ${n}`).digest();
    pieces.push(piece);
    size += piece.length;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
