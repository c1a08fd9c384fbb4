import { stat } from 'node:fs/promises';
import { tryLock } from '../../rendezvous/lock';
import { shownAddress } from '../shown-address';
import type { Blob, BlobSource, ModelStore } from '../store/model-store';
import { diskFailure } from './failure';
import { copyLocal } from './copy-local';
import { retryNote, type FetchSettings, type OnTransfer } from './fetch-settings';
import { downloadPersistently } from './persistent-download';

export interface BlobOrder extends BlobSource {
  /** Exact size in bytes; null when it is not known to the byte. */
  readonly bytes: number | null;
  /** Its rounded size; null or absent when nobody says. */
  readonly about?: number | null;
  /** Sent to the first address only. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Has a file in the store: finds it there, waits for another process that fetches it, or fetches it. Whoever dies over it leaves its part
 * for the next one. Rejects with a `FetchFailure`, and with the reason of the signal when that is aborted.
 */
export async function fetchBlob(
  order: BlobOrder,
  store: ModelStore,
  settings: FetchSettings,
  signal: AbortSignal,
  onTransfer: OnTransfer,
): Promise<Blob> {
  const key = store.keyOf(order);
  for (;;) {
    signal.throwIfAborted();
    const known = await store.find(order, order.bytes);
    if (known !== null) return known;
    const attempt = await lockOf(store, key);
    if (attempt.acquired) {
      try {
        // Somebody else may have brought it between the look and the lock.
        return (
          (await store.find(order, order.bytes)) ?? (await fetchLocked(key, order, store, settings, signal, onTransfer))
        );
      } finally {
        await attempt.lock.release();
      }
    }
    const bytesDone = await stat(store.paths.part(key)).then(
      ({ size }) => size,
      () => 0,
    );
    const who = attempt.holder === null ? 'another process' : `process ${attempt.holder.pid}`;
    onTransfer({
      state: 'waiting',
      bytesDone,
      bytesTotal: order.bytes ?? order.about ?? null,
      note: `${who} fetches it`,
    });
    await settings.patience.sleep(settings.lookMs, signal);
  }
}

async function lockOf(store: ModelStore, key: string): Promise<Awaited<ReturnType<typeof tryLock>>> {
  try {
    return await tryLock(store.paths.lock(key));
  } catch (error) {
    throw diskFailure(error, store.paths.locks) ?? error;
  }
}

async function fetchLocked(
  key: string,
  order: BlobOrder,
  store: ModelStore,
  settings: FetchSettings,
  signal: AbortSignal,
  onTransfer: OnTransfer,
): Promise<Blob> {
  const url = new URL(order.url);
  const path = store.paths.part(key);
  const { environment, idleMs, patience, free, log } = settings;
  let last = { done: 0, total: order.bytes };
  const onProgress = (done: number, total: number | null): void => {
    last = { done, total };
    onTransfer({ state: 'fetching', bytesDone: done, bytesTotal: total, note: null });
  };
  const common = {
    url,
    sha256: order.sha256,
    bytes: order.bytes,
    about: order.about ?? null,
    free,
    signal,
    onProgress,
  };
  log(`fetching ${shownAddress(url)}`);
  const { sha256 } =
    url.protocol === 'file:'
      ? await copyLocal(path, common)
      : await downloadPersistently(path, {
          ...common,
          headers: order.headers,
          environment,
          idleMs,
          patience,
          onRead: (bytes) =>
            onTransfer({
              state: 'checking',
              bytesDone: bytes,
              bytesTotal: order.bytes,
              note: 'reads what is here already',
            }),
          onRetry: (failure, delayMs) => {
            const note = retryNote(failure, delayMs);
            log(note);
            onTransfer({ state: 'fetching', bytesDone: last.done, bytesTotal: last.total, note });
          },
        });
  try {
    return await store.take(key, order, sha256);
  } catch (error) {
    throw diskFailure(error, path) ?? error;
  }
}
