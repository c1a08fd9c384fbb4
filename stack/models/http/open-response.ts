import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import { isPrivateHost } from '../../definition/models/private-host';
import { FetchFailure } from '../fetch/failure';
import { shownAddress } from '../shown-address';
import { Body } from './body';
import { portOf, proxyFor, proxyHeaders, type ProxyEnvironment } from './proxy';

export interface ResponseRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: ProxyEnvironment;
  /** What is fetched is known by its hash, so that it does not matter who stands on the way. */
  readonly pinned: boolean;
  /** Milliseconds until the first byte of the answer's head, at each address asked. */
  readonly answerMs: number;
  readonly signal: AbortSignal;
}

export interface OpenResponse {
  readonly response: IncomingMessage;
  readonly body: Body;
  /** The address that answered, behind all redirections. */
  readonly url: URL;
}

const MOST_REDIRECTIONS = 10;
const REDIRECTIONS = new Set([301, 302, 303, 307, 308]);

/** Only a server that was told by name who asks may learn it: not the one it sends us to. */
const PRIVATE_HEADERS = ['authorization', 'cookie'];

/**
 * Asks for an address and follows its redirections. Resolves with the first answer that is none, whatever its status. Rejects with
 * {@link FetchFailure}, and with the reason of the signal when that is aborted.
 */
export async function openResponse(request: ResponseRequest): Promise<OpenResponse> {
  let { url, headers } = request;
  for (let hops = 0; hops <= MOST_REDIRECTIONS; hops++) {
    refuseOpenRoad(url, request);
    const response = await ask({ ...request, url, headers });
    const { location } = response.headers;
    if (!REDIRECTIONS.has(response.statusCode ?? 0)) return { response, body: new Body(response), url };
    response.destroy();
    if (!location || !URL.canParse(location, url.href)) {
      throw new FetchFailure('protocol', `${shownAddress(url)} sends on to nowhere (${response.statusCode})`);
    }
    const next = new URL(location, url);
    if (!/^https?:$/.test(next.protocol)) {
      throw new FetchFailure('protocol', `${shownAddress(url)} sends on to ${next.protocol}, which is not followed`);
    }
    if (next.origin !== url.origin) {
      headers = Object.fromEntries(
        Object.entries(headers).filter(([name]) => !PRIVATE_HEADERS.includes(name.toLowerCase())),
      );
    }
    url = next;
  }
  throw new FetchFailure('protocol', `${shownAddress(request.url)} sends on more than ${MOST_REDIRECTIONS} times`);
}

/** Over http anyone on the way can put another model into the answer; a hash or a network of one's own makes up for it. */
function refuseOpenRoad(url: URL, { pinned }: ResponseRequest): void {
  if (url.protocol !== 'http:' || pinned || isPrivateHost(url.hostname)) return;
  const remedy = 'use https, or give the sha256 of the file';
  throw new FetchFailure('refused', `${shownAddress(url)} is http: anyone on the way could exchange it; ${remedy}`);
}

async function ask(request: ResponseRequest): Promise<IncomingMessage> {
  const { url, environment, signal } = request;
  signal.throwIfAborted();
  let proxy: URL | null;
  try {
    proxy = proxyFor(url, environment);
  } catch (error) {
    throw new FetchFailure('protocol', (error as Error).message);
  }
  const headers: Record<string, string> = { ...request.headers, Host: url.host, 'Accept-Encoding': 'identity' };
  const credentials = credentialsOf(url);
  if (credentials !== null) headers['Authorization'] ??= credentials;
  const target = { host: hostOf(url), port: portOf(url), path: `${url.pathname}${url.search}`, headers };
  const secure = url.protocol === 'https:';
  if (proxy === null) {
    const send = secure ? secureRequest : plainRequest;
    return await answerOf(send({ ...target, agent: false }), request);
  }
  if (!secure) {
    const through = proxy.protocol === 'https:' ? secureRequest : plainRequest;
    const path = `${url.origin}${target.path}`;
    const all = { ...headers, ...proxyHeaders(proxy) };
    return await answerOf(
      through({ host: hostOf(proxy), port: portOf(proxy), path, headers: all, agent: false }),
      request,
    );
  }
  const socket = await tunnel(proxy, url, request);
  // Without an agent, Node takes the connection from here.
  const options: RequestOptions = { ...target, createConnection: () => socket };
  return await answerOf(secureRequest(options), request);
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function credentialsOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
}

/** A connection through a proxy that sees nothing of what is said over it. */
async function tunnel(proxy: URL, target: URL, request: ResponseRequest): Promise<TLSSocket> {
  const authority = `${target.hostname}:${portOf(target)}`;
  const send = proxy.protocol === 'https:' ? secureRequest : plainRequest;
  const asked = send({
    host: hostOf(proxy),
    port: portOf(proxy),
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...proxyHeaders(proxy) },
    agent: false,
  });
  const socket = await settled<Socket>(asked, { ...request, url: proxy }, (resolve, reject) => {
    asked.once('connect', (response, connection) => {
      if (response.statusCode === 200) return resolve(connection);
      connection.destroy();
      reject(
        new FetchFailure('refused', `the proxy ${shownAddress(proxy)} answers ${response.statusCode} for ${authority}`),
      );
    });
    asked.once('response', (response) => {
      response.destroy();
      reject(new FetchFailure('refused', `the proxy ${shownAddress(proxy)} answers ${response.statusCode}`));
    });
  });
  const host = hostOf(target);
  return connectSecurely({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

function answerOf(sent: ClientRequest, request: ResponseRequest): Promise<IncomingMessage> {
  return settled(sent, request, (resolve) => sent.once('response', resolve));
}

/** Sends a request and waits for what `listen` makes of it, for no longer than the request allows. */
function settled<T>(
  sent: ClientRequest,
  { url, signal, answerMs }: ResponseRequest,
  listen: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const seconds = Math.round(answerMs / 1000);
    const late = () =>
      sent.destroy(new FetchFailure('network', `${shownAddress(url)} does not answer within ${seconds} s`));
    const timer = setTimeout(late, answerMs);
    const abort = () => sent.destroy(signal.reason as Error);
    const done = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      act();
    };
    signal.addEventListener('abort', abort, { once: true });
    // Stays: a connection that breaks after its answer has begun must not end the process.
    sent.on('error', (error) => done(() => reject(connectionFailure(error, url, signal))));
    listen(
      (value) => done(() => resolve(value)),
      (error) => done(() => reject(error)),
    );
    sent.end();
  });
}

const CONNECTION_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known (is the network up?)',
  EAI_AGAIN: 'its name cannot be looked up (is the network up?)',
  ECONNREFUSED: 'nobody accepts connections there',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
};

/** An error of the connection in words. Certificates that do not fit are no accident: they stay as they are. */
export function connectionFailure(error: Error, url: URL, signal?: AbortSignal): Error {
  if (signal?.aborted) return signal.reason as Error;
  if (error instanceof FetchFailure) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH/.test(code)) {
    const remedy = 'where a proxy of your own signs, NODE_EXTRA_CA_CERTS names its certificate';
    return new FetchFailure('refused', `${shownAddress(url)} cannot be trusted: ${error.message} (${remedy})`);
  }
  return new FetchFailure('network', `${shownAddress(url)}: ${CONNECTION_WORDS[code] ?? error.message}`);
}
