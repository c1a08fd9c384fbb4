import { linkSignals } from '../process/linked-signal';
import { request, type IncomingMessage } from 'node:http';
import type { AskedPort, SocketProbeResult } from './probe-result';
import { quote, readBody } from './status-words';
import { connectionFailure } from './tcp-probe';

/** Asked in this order when the startup file names no path. */
export const HEALTH_PATHS = ['/health', '/healthz', '/ready'] as const;

const BODY_LIMIT_BYTES = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly location: string | null;
}

/**
 * Asks an HTTP server for its health. Without a path the usual ones are tried until one is not 404; a server that knows none
 * of them is `open`: alive, but it did not say it is healthy. All paths together share the time limit.
 */
export async function probeHttp(asked: AskedPort, signal?: AbortSignal): Promise<SocketProbeResult> {
  const started = performance.now();
  const finish = (verdict: SocketProbeResult['verdict'], outcome: SocketProbeResult['outcome'], detail: string) => ({
    verdict,
    outcome,
    detail,
    kind: 'http' as const,
    port: asked.port,
    latencyMs: performance.now() - started,
  });
  const limited = linkSignals([signal], asked.timeoutMs);
  const paths: readonly string[] = asked.path ? [asked.path] : HEALTH_PATHS;
  let refused = '';
  try {
    for (const path of paths) {
      const answer = await get(asked, path, limited.signal);
      const where = `GET :${asked.port}${path} answers ${answer.status}`;
      if (answer.status === 404 || answer.status === 405 || answer.status === 501) {
        refused ||= `${answer.status}`;
        continue;
      }
      const { verdict, said } = judge(answer);
      return finish(verdict, 'answered', said ? `${where}, ${said}` : where);
    }
    return finish('open', 'answered', `HTTP on port ${asked.port} answers ${refused} on ${paths.join(', ')}`);
  } catch (error) {
    signal?.throwIfAborted();
    if (limited.isLate) {
      const seconds = asked.timeoutMs / 1000;
      return finish(
        'unhealthy',
        'silent',
        `port ${asked.port} accepts connections but did not answer HTTP within ${seconds} s`,
      );
    }
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // The parser's codes, and servers that hang up on what they do not understand: somebody is there, with another protocol.
    if (code.startsWith('HPE_') || code === 'ECONNRESET' || code === 'EPIPE') {
      return finish('open', 'foreign', `port ${asked.port} accepts connections but does not speak HTTP`);
    }
    return finish('unreachable', 'refused', connectionFailure(asked.port, error));
  } finally {
    limited.release();
  }
}

function judge({ status, body }: Answer): { verdict: SocketProbeResult['verdict']; said: string } {
  const reading = readBody(body);
  if (status >= 500)
    return { verdict: 'unhealthy', said: reading?.said ?? quote(body.trim().startsWith('<') ? '' : body) };
  if (status === 401 || status === 403) return { verdict: 'open', said: 'which asks for authentication' };
  if (status >= 200 && status < 300) return reading ?? { verdict: 'healthy', said: '' };
  return { verdict: 'open', said: reading?.said ?? '' };
}

/** One GET; a redirect to the same server (frameworks add or drop the last slash) is followed once. */
async function get(asked: AskedPort, path: string, signal: AbortSignal): Promise<Answer> {
  const first = await getOnce(asked, path, signal);
  if (first.status < 300 || first.status >= 400 || !first.location) return first;
  const base = new URL(`http://${asked.host.includes(':') ? `[${asked.host}]` : asked.host}:${asked.port}${path}`);
  const target = URL.canParse(first.location, base.href) ? new URL(first.location, base) : null;
  // Nothing but the agent itself is asked, wherever its answer points.
  if (!target || target.protocol !== 'http:' || Number(target.port || 80) !== asked.port) return first;
  return getOnce(asked, target.pathname + target.search, signal);
}

function getOnce(asked: AskedPort, path: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json, text/plain;q=0.9, */*;q=0.1',
      'user-agent': 'agent-preflight',
      connection: 'close',
    };
    const outgoing = request(
      { host: asked.host, port: asked.port, path, agent: false, signal, headers },
      (response) => {
        readBounded(response).then((body) => {
          resolve({ status: response.statusCode ?? 0, body, location: response.headers.location ?? null });
          outgoing.destroy();
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function readBounded(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, BODY_LIMIT_BYTES).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= BODY_LIMIT_BYTES) finish();
    });
    response.on('end', finish);
    response.on('error', reject);
  });
}
