import { openResponse } from '../http/open-response';
import type { ProxyEnvironment } from '../http/proxy';
import { shownAddress } from '../shown-address';
import { FetchFailure } from './failure';
import { hubListing } from './hub-address';
import { statusFailure } from './status-failure';

export interface HubFile {
  /** Relative, with `/`. */
  readonly name: string;
  readonly bytes: number | null;
  /** Known for large files only. */
  readonly sha256: string | null;
}

export interface HubListing {
  /** The commit that the revision stands for today. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

export interface ListingRequest {
  readonly endpoint: string;
  readonly repo: string;
  readonly revision: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: ProxyEnvironment;
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** What a repository holds at a revision. Rejects with a {@link FetchFailure}. */
export async function listRepository(request: ListingRequest): Promise<HubListing> {
  const url = new URL(hubListing(request.endpoint, request.repo, request.revision));
  const { response, body } = await openResponse({
    url,
    headers: { 'User-Agent': 'agent-preflight', Accept: 'application/json', ...request.headers },
    environment: request.environment,
    pinned: false,
    answerMs: request.idleMs,
    signal: request.signal,
  });
  try {
    if (response.statusCode !== 200) throw statusFailure(response, shownAddress(url));
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of body.pieces()) {
      size += piece.length;
      if (size > LARGEST_ANSWER_BYTES) throw new FetchFailure('protocol', `${shownAddress(url)} answers without end`);
      pieces.push(piece);
    }
    return parseListing(Buffer.concat(pieces).toString('utf8'), shownAddress(url));
  } catch (error) {
    if (request.signal.aborted || error instanceof FetchFailure) throw error;
    throw new FetchFailure('network', `${shownAddress(url)}: ${(error as Error).message}`);
  } finally {
    response.destroy();
  }
}

interface Sibling {
  readonly rfilename?: unknown;
  readonly size?: unknown;
  readonly lfs?: { readonly sha256?: unknown; readonly oid?: unknown } | null;
}

export function parseListing(text: string, where: string): HubListing {
  let answer: { sha?: unknown; siblings?: unknown };
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    throw new FetchFailure('protocol', `${where} answers with something other than a list of files`);
  }
  if (typeof answer.sha !== 'string' || !/^[0-9a-f]{7,64}$/.test(answer.sha) || !Array.isArray(answer.siblings)) {
    throw new FetchFailure('protocol', `${where} answers with something other than a list of files`);
  }
  const files = (answer.siblings as readonly (Sibling | null)[]).flatMap((sibling) => {
    const name = sibling?.rfilename;
    if (typeof name !== 'string' || !isSafeName(name)) return [];
    const hash = sibling?.lfs?.sha256 ?? sibling?.lfs?.oid;
    return [
      {
        name,
        bytes: typeof sibling?.size === 'number' ? sibling.size : null,
        sha256: typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : null,
      },
    ];
  });
  return { commit: answer.sha, files };
}

/** A name that stays below the folder it is put in. */
function isSafeName(name: string): boolean {
  return !/[\0\\]/.test(name) && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The same weights for other frameworks, and what describes the repository to people. */
const OTHER_FRAMEWORKS =
  /\.(?:h5|msgpack|ot|tflite|mlmodel|onnx_data)$|(?:^|\/)(?:flax_model|tf_model|rust_model|coreml|openvino)[^/]*(?:\/|$)/i;
const FOR_PEOPLE = /(?:^|\/)\.gitattributes$|\.(?:md|png|jpe?g|gif|svg|mp4|pdf)$/i;

/**
 * The files of a repository that loading its model takes. Weights that are there in several formats are fetched in one. Throws where the
 * files are alternatives of which one has to be named.
 */
export function neededFiles(files: readonly HubFile[], repo: string): HubFile[] {
  const quantized = files.filter(({ name }) => /\.gguf$/i.test(name) && !/-0000[2-9]-of-|-000[1-9]\d-of-/.test(name));
  if (quantized.length > 1) {
    const some = quantized.slice(0, 4).map(({ name }) => name);
    throw new FetchFailure(
      'absent',
      `${repo} holds ${quantized.length} GGUF files, each of them a whole model (${some.join(', ')}, …): name one by filename`,
    );
  }
  const useful = files.filter(({ name }) => !FOR_PEOPLE.test(name));
  const hasSafe = useful.some(({ name }) => name.endsWith('.safetensors'));
  const hasTorch = useful.some(({ name }) => /\.(?:bin|pth?)$/.test(name));
  return useful.filter(({ name }) => {
    if ((hasSafe || hasTorch) && OTHER_FRAMEWORKS.test(name)) return false;
    return !(hasSafe && /(?:^|\/)pytorch_model[^/]*\.(?:bin|json)$/.test(name));
  });
}
