import type { ClientHttp2Session } from 'node:http2';
import { linkSignals } from '../process/linked-signal';
import type { AskedPort, SocketProbeResult } from './probe-result';
import { quote } from './status-words';
import { connectionFailure } from './tcp-probe';

const PATH = '/grpc.health.v1.Health/Check';
/** An empty HealthCheckRequest (the whole server) in gRPC's framing: not compressed, length 0. */
const QUESTION = Buffer.from([0, 0, 0, 0, 0]);
const UNIMPLEMENTED = 12;
const STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

interface Answer {
  readonly httpStatus: number;
  readonly grpcStatus: number | null;
  readonly message: string;
  readonly body: Buffer;
}

/** Asks `grpc.health.v1.Health/Check` over plain-text HTTP/2. A server without the health service is `open`. */
export async function probeGrpc(asked: AskedPort, signal?: AbortSignal): Promise<SocketProbeResult> {
  const started = performance.now();
  const finish = (verdict: SocketProbeResult['verdict'], outcome: SocketProbeResult['outcome'], detail: string) => ({
    verdict,
    outcome,
    detail,
    kind: 'grpc' as const,
    port: asked.port,
    latencyMs: performance.now() - started,
  });
  const limited = linkSignals([signal], asked.timeoutMs);
  const host = asked.host.includes(':') ? `[${asked.host}]` : asked.host;
  const { connect } = await import('node:http2'); // a megabyte that stacks without gRPC do without
  const session = connect(`http://${host}:${asked.port}`);
  try {
    const { httpStatus, grpcStatus, message, body } = await ask(session, limited.signal);
    const where = `gRPC health on port ${asked.port}`;
    if (grpcStatus === UNIMPLEMENTED || (grpcStatus === null && httpStatus !== 200)) {
      return finish('open', 'answered', `port ${asked.port} speaks HTTP/2 but has no gRPC health service`);
    }
    if (grpcStatus !== 0)
      return finish('unhealthy', 'answered', `${where} fails with status ${grpcStatus}: ${quote(message)}`);
    const status = decodeStatus(body);
    return finish(status === 1 ? 'healthy' : 'unhealthy', 'answered', `${where}: ${STATUS[status] ?? status}`);
  } catch (error) {
    signal?.throwIfAborted();
    if (limited.isLate) {
      const seconds = asked.timeoutMs / 1000;
      return finish(
        'unhealthy',
        'silent',
        `port ${asked.port} did not answer the gRPC health check within ${seconds} s`,
      );
    }
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('ERR_HTTP2') || code === 'ECONNRESET' || code === 'EPIPE') {
      return finish('open', 'foreign', `port ${asked.port} accepts connections but does not speak gRPC`);
    }
    return finish('unreachable', 'refused', connectionFailure(asked.port, error));
  } finally {
    limited.release();
    session.destroy();
  }
}

function ask(session: ClientHttp2Session, ends: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('aborted'));
    if (ends.aborted) return stop();
    ends.addEventListener('abort', stop, { once: true });
    session.on('error', reject);
    session.on('goaway', (code) => {
      if (code !== 0) reject(Object.assign(new Error('the peer hung up'), { code: 'ERR_HTTP2_GOAWAY' }));
    });
    const stream = session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'agent-preflight',
    });
    const chunks: Buffer[] = [];
    const fields: Record<string, unknown> = {};
    stream.on('error', reject);
    stream.on('response', (headers: object) => void Object.assign(fields, headers));
    stream.on('trailers', (headers: object) => void Object.assign(fields, headers));
    stream.on('data', (chunk: Buffer) => {
      if (chunks.length < 16) chunks.push(chunk); // the answer takes seven bytes
    });
    stream.on('close', () => {
      const grpcStatus = fields['grpc-status'] === undefined ? null : Number(fields['grpc-status']);
      const message = typeof fields['grpc-message'] === 'string' ? fields['grpc-message'] : '';
      resolve({ httpStatus: Number(fields[':status'] ?? 0), grpcStatus, message, body: Buffer.concat(chunks) });
    });
    stream.end(QUESTION);
  });
}

/** The enum in field 1 of a HealthCheckResponse; absent means 0, as protobuf leaves defaults out. */
function decodeStatus(body: Buffer): number {
  const message = body.subarray(5);
  return message[0] === 0x08 ? (message[1] ?? 0) : 0;
}
