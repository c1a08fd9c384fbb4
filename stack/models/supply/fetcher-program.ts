import { setPriority } from 'node:os';
import { FetchFailure } from '../fetch/failure';
import type { OnTransfer, TransferProgress } from '../fetch/fetch-settings';
import { LocalFetcher } from './local-fetcher';
import type { FromFetcher, ToFetcher } from './messages';

/** Progress of one model is told at most this often, in milliseconds. */
const TELL_MS = 200;
/** What locks and parts get to be left in order once the supervisor is gone, in milliseconds. */
const LEAVE_MS = 1_000;
/** Lower than usual: agents that are starting come first. */
const PRIORITY = 5;

/**
 * Fetches what its parent asks for, so that hashing gigabytes and a full disk's delays are not the supervisor's. Ends with its parent, however
 * that ends; what came so far stays.
 */
export function runFetcher(): void {
  const tell = (message: FromFetcher): void => void process.send?.(message, undefined, undefined, () => undefined);
  const fetcher = new LocalFetcher((line) => tell({ type: 'log', line }));
  const running = new Map<number, AbortController>();
  try {
    setPriority(PRIORITY);
  } catch {
    // Not everybody may.
  }
  process.on('message', (message: ToFetcher) => {
    if (message.type === 'abort') return running.get(message.id)?.abort(new Error('nobody waits for it any more'));
    const { id, order, terms } = message;
    const abort = new AbortController();
    running.set(id, abort);
    const onTransfer = sparingly((progress) => tell({ type: 'progress', id, progress }));
    fetcher
      .fetch(order, terms, abort.signal, onTransfer)
      .then(
        (result) => tell({ type: 'done', id, result }),
        (error: unknown) => tell({ type: 'failed', id, ...describe(error) }),
      )
      .finally(() => running.delete(id));
  });
  process.once('disconnect', () => {
    fetcher.close();
    const end = (): never => process.exit(0);
    setTimeout(end, LEAVE_MS);
    const look = setInterval(() => running.size === 0 && end(), 10);
    look.unref();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.disconnect());
}

function describe(error: unknown): { kind: FetchFailure['kind']; message: string } {
  if (error instanceof FetchFailure) return { kind: error.kind, message: error.message };
  return { kind: 'protocol', message: error instanceof Error ? error.message : String(error) };
}

/** Lets through what is news: another state or note at once, another number of bytes now and then, and the last of them always. */
function sparingly(tell: OnTransfer): OnTransfer {
  let told: TransferProgress | null = null;
  let latest: TransferProgress | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (latest === null || latest === told) return;
    told = latest;
    tell(latest);
    timer = setTimeout(flush, TELL_MS);
    timer.unref();
  };
  return (progress) => {
    latest = progress;
    const isNews = told?.state !== progress.state || told.note !== progress.note;
    if (isNews && timer) clearTimeout(timer);
    if (isNews || timer === null) flush();
  };
}
