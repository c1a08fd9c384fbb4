import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { formatBytes } from '../describe';
import { connectionFailure, openResponse } from '../http/open-response';
import type { Body } from '../http/body';
import type { ProxyEnvironment } from '../http/proxy';
import { shownAddress } from '../shown-address';
import { isPlausible, sizeFailure } from './plausible-size';
import { ensureSpace, freeBytes, type FreeBytes } from './disk-space';
import { diskFailure, FetchFailure } from './failure';
import type { PartFile, PartOrigin } from './part-file';
import { statusFailure } from './status-failure';

export interface DownloadRequest {
  readonly url: URL;
  /** Sent to the first address only: `Authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the file is to be; small hexadecimal digits. */
  readonly sha256: string | null;
  /** Its exact size; null when it is not known exactly. */
  readonly bytes: number | null;
  /** Its rounded size; only what cannot be meant by it is refused. */
  readonly about?: number | null;
  readonly environment: ProxyEnvironment;
  /** Longest silence in milliseconds: before the answer, and between two pieces of it. */
  readonly idleMs: number;
  readonly free?: FreeBytes;
  readonly signal: AbortSignal;
  /** Called for every piece: bytes of the file that are here, and of the whole where that is known. */
  readonly onProgress: (done: number, total: number | null) => void;
}

/** After so many bytes the free space is looked at again. */
const SPACE_CHECK_BYTES = 256 * 1024 * 1024;

/**
 * One try to bring a part to its end, going on where the part ends as far as the server lets us. Resolves when the whole file is in the
 * part; whether it is the right one is for its hash to say. Rejects with {@link FetchFailure}; the part then holds what came.
 */
export async function download(part: PartFile, request: DownloadRequest): Promise<void> {
  const { url, sha256, environment, idleMs, signal } = request;
  const asked = rangeHeaders(part, sha256 !== null);
  if (asked === null && part.size > 0) await part.restart(null);
  const {
    response,
    body,
    url: answering,
  } = await openResponse({
    url,
    headers: { 'User-Agent': 'agent-preflight', Accept: '*/*', ...request.headers, ...asked },
    environment,
    pinned: sha256 !== null,
    answerMs: idleMs,
    signal,
  });
  try {
    const rest = await judge(response, part, { ...request, url: answering }, asked !== null);
    if (rest === 'complete') return;
    if (rest === 'again') {
      response.destroy();
      return await download(part, request);
    }
    await receive(body, part, rest.total, { ...request, url: answering });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw diskFailure(error, part.path) ?? connectionFailure(error as Error, answering, signal);
  } finally {
    response.destroy();
  }
}

/**
 * The headers that ask for the rest of a part, on condition that it is the rest of the same file. Null to ask for all: nothing is here,
 * or nothing would tell whether the two pieces belong together.
 */
function rangeHeaders(part: PartFile, hashJudges: boolean): Record<string, string> | null {
  if (part.size === 0) return null;
  const range = { Range: `bytes=${part.size}-` };
  const validator = part.version?.etag ?? part.version?.lastModified ?? null;
  if (validator !== null) return { ...range, 'If-Range': validator };
  return hashJudges ? range : null;
}

/** What an answer means for the part: nothing more to come, ask again for all of it, or how large the whole is. */
async function judge(
  response: IncomingMessage,
  part: PartFile,
  request: DownloadRequest,
  ranged: boolean,
): Promise<'complete' | 'again' | { total: number | null }> {
  const status = response.statusCode ?? 0;
  const where = shownAddress(request.url);
  if (status === 416 && ranged) {
    const total = Number(/^bytes \*\/(\d+)$/.exec(response.headers['content-range'] ?? '')?.[1] ?? NaN);
    if (total === part.size) return 'complete';
    await part.restart(null);
    return 'again';
  }
  if (status !== 200 && status !== 206) throw statusFailure(response, where);
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new FetchFailure('protocol', `${where} sends it packed (${encoding}), although it was asked not to`);
  }
  const origin = originOf(response);
  if (status === 206) {
    const sent = contentRange(response);
    const known = part.version;
    const other = known !== null && (differ(known.etag, origin.etag) || differ(known.total, sent?.total ?? null));
    if (!ranged) throw new FetchFailure('protocol', `${where} sends a piece, although all of it was asked for`);
    if (sent === null || sent.start !== part.size || other) {
      // Not the rest of what is here, whatever the server thinks: begin again, and do not ask for a range then.
      await part.restart(null);
      return 'again';
    }
    if (known === null) await part.belongTo({ ...origin, total: sent.total });
    return { total: expectSize(sent.total, request, where) };
  }
  const total = expectSize(lengthOf(response), request, where);
  refuseWebPage(response, request, where);
  if (part.size > 0) await part.restart({ ...origin, total });
  else await part.belongTo({ ...origin, total });
  return { total };
}

async function receive(body: Body, part: PartFile, total: number | null, request: DownloadRequest): Promise<void> {
  const { url, idleMs, onProgress, free = freeBytes } = request;
  const directory = dirname(part.path);
  if (total !== null) await ensureSpace(directory, total - part.size, free);
  let checkedAt = part.size;
  const stalled = () =>
    body.abort(new FetchFailure('network', `${shownAddress(url)} has sent nothing for ${Math.round(idleMs / 1000)} s`));
  request.signal.throwIfAborted(); // the answer may have been looked at for a while
  const timer = setTimeout(stalled, idleMs);
  const abort = () => body.abort(request.signal.reason as Error);
  body.onArrival = () => timer.refresh();
  request.signal.addEventListener('abort', abort, { once: true });
  onProgress(part.size, total);
  try {
    for await (const chunk of body.pieces()) {
      if (total !== null && part.size + chunk.length > total) {
        await part.restart(null);
        throw new FetchFailure(
          'protocol',
          `${shownAddress(url)} sends more than the ${formatBytes(total)} it announced`,
        );
      }
      await part.append(chunk);
      onProgress(part.size, total);
      if (total !== null && part.size - checkedAt >= SPACE_CHECK_BYTES) {
        checkedAt = part.size;
        await ensureSpace(directory, total - part.size, free);
      }
    }
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', abort);
  }
  if (total !== null && part.size < total) {
    const sent = `${formatBytes(part.size)} of ${formatBytes(total)}`;
    throw new FetchFailure('network', `${shownAddress(url)} broke off after ${sent}`);
  }
  expectSize(part.size, request, shownAddress(url));
}

function originOf({ headers }: IncomingMessage): PartOrigin {
  // A weak tag says "as good as the same", which pieces of one file must not be put together by.
  const etag = headers.etag !== undefined && !headers.etag.startsWith('W/') ? headers.etag : null;
  return { etag, lastModified: headers['last-modified'] ?? null, total: null };
}

function contentRange({ headers }: IncomingMessage): { start: number; total: number | null } | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (match === null) return null;
  return { start: Number(match[1]), total: match[3] === '*' ? null : Number(match[3]) };
}

function lengthOf({ headers }: IncomingMessage): number | null {
  const length = headers['content-length'];
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : null;
}

function differ<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Refuses a file of another size before it is fetched. A hash has the last word, where there is one. */
function expectSize(
  total: number | null,
  { sha256, bytes, about = null }: DownloadRequest,
  where: string,
): number | null {
  if (total === null) return bytes;
  if (sha256 !== null || isPlausible(total, { bytes, about })) return total;
  throw sizeFailure(where, total, { bytes, about });
}

/** A page that asks for a login, or to confirm that the file could not be scanned, comes with status 200 like the file itself. */
function refuseWebPage({ headers }: IncomingMessage, { url, sha256 }: DownloadRequest, where: string): void {
  const type = headers['content-type'] ?? '';
  if (sha256 !== null || !/^text\/html\b|^application\/xhtml/i.test(type) || /\.html?$/i.test(url.pathname)) return;
  throw new FetchFailure(
    'protocol',
    `${where} answers with a web page instead of a file: open it in a browser to see why`,
  );
}
