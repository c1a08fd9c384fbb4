import { request } from 'node:http';

export interface Exchange {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly text: string;
  /** The parsed body; undefined where it is no JSON. */
  readonly json: unknown;
}

/** Models answer short questions shortly; embeddings are some ten thousand characters. */
const LIMIT_BYTES = 1024 * 1024;

/**
 * One request to the agent itself: redirections are not followed, and no proxy is asked. Rejects with the system's error, or when the
 * signal is aborted.
 */
export function exchange(
  { host, port, method, path, body, headers }: Exchange,
  signal: AbortSignal,
): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    const content =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(
      {
        host,
        port,
        method,
        path,
        agent: false,
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': 'agent-preflight',
          connection: 'close',
          ...content,
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const finish = () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, text, json: parse(text) });
          outgoing.destroy();
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size >= LIMIT_BYTES) finish();
        });
        response.on('end', finish);
        response.on('error', reject);
        response.on('aborted', () => reject(Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' })));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
