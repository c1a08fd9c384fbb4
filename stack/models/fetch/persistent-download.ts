import { diskFailure, FetchFailure } from './failure';
import { download, type DownloadRequest } from './download';
import { discardPart, PartFile } from './part-file';
import { shownAddress } from '../shown-address';

export interface Patience {
  /** Tries in a row that bring nothing new before it is given up. */
  readonly retries: number;
  /** Upper bound of the first wait, in milliseconds; each further one is twice as long. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface PersistentRequest extends DownloadRequest {
  readonly patience: Patience;
  /** Hears of each try that failed and is followed by another one. */
  readonly onRetry: (failure: FetchFailure, delayMs: number) => void;
  /** Hears how much of an earlier part has been read for its hash, in bytes. */
  readonly onRead: (bytes: number) => void;
}

export interface Downloaded {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Downloads into the file at `path` until it is whole and right, over as many connections as it takes: each goes on where the last one
 * broke. Rejects with {@link FetchFailure}; the part stays, unless it was whole and wrong.
 */
export async function downloadPersistently(path: string, request: PersistentRequest): Promise<Downloaded> {
  const { signal, sha256 } = request;
  let part: PartFile;
  try {
    part = await PartFile.open(path, signal, request.onRead);
  } catch (error) {
    throw diskFailure(error, path) ?? error;
  }
  try {
    for (let first = true; ; first = false) {
      const inherited = part.size > 0;
      await persist(part, request);
      const digest = part.digest();
      if (sha256 === null || digest === sha256) {
        await part.sync();
        return { sha256: digest, bytes: part.size };
      }
      // Bytes of an earlier try may be at fault (a full disk, another version of the file): all of it once more, and only once.
      await part.restart(null);
      if (inherited && first) continue;
      await discardPart(path);
      throw new FetchFailure(
        'checksum',
        `${shownAddress(request.url)} is not the file that the manifest describes: its SHA-256 is ${digest}, not ${sha256}`,
      );
    }
  } catch (error) {
    if (part.size === 0) await discardPart(path);
    throw diskFailure(error, path) ?? error;
  } finally {
    await part.close();
  }
}

/** Tries until the part is whole. Every byte that was never here before counts as a success. */
async function persist(part: PartFile, request: PersistentRequest): Promise<void> {
  const { patience, signal, onRetry } = request;
  let furthest = part.size;
  for (let failures = 0; ;) {
    try {
      return await download(part, request);
    } catch (error) {
      if (!(error instanceof FetchFailure) || !error.passes) throw error;
      if (part.size > furthest) failures = 0;
      furthest = Math.max(furthest, part.size);
      if (++failures > patience.retries) throw error;
      const ceiling = Math.min(patience.longestDelayMs, patience.firstDelayMs * 2 ** (failures - 1));
      const delay = error.retryAfterMs ?? patience.random() * ceiling;
      onRetry(error, delay);
      await patience.sleep(delay, signal);
      signal.throwIfAborted();
    }
  }
}
