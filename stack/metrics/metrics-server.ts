import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONTENT_TYPE } from './metric-set';

export interface MetricsServer {
  /** 1–65535. */
  readonly port: number;
  close(): Promise<void>;
}

/** Nobody but programs on this machine can ask. */
const HOST = '127.0.0.1';
/** Of a page in a browser that was made to resolve a name of its own to this machine, `Host` tells that name. */
const LOCAL_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** Serves metrics on the loopback address. `port` 0 takes any that is free. Rejects with the system's error, such as `EADDRINUSE`. */
export async function serveMetrics(port: number, collect: () => Promise<string>): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(request, response, collect));
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: HOST, exclusive: true }, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  collect: () => Promise<string>,
): Promise<void> {
  const send = (status: number, text: string, type = 'text/plain; charset=utf-8') => {
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  try {
    const pathname = request.url?.split('?')[0] ?? '/';
    if (!LOCAL_NAME.test(request.headers.host ?? ''))
      return send(403, 'Ask by the name localhost or the address 127.0.0.1.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(405, 'There is nothing to change here.\n');
    }
    if (pathname === '/') return send(200, 'Agent Preflight: metrics of this machine’s stacks are at /metrics.\n');
    if (pathname === '/health' || pathname === '/-/healthy') return send(200, 'ok\n');
    if (pathname !== '/metrics') return send(404, 'Metrics are at /metrics.\n');
    send(200, await collect(), CONTENT_TYPE);
  } catch (error) {
    if (!response.headersSent) send(500, `${(error as Error).message}\n`);
    else response.destroy();
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
