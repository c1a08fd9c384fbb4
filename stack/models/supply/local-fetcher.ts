import { linkSignals } from '../../process/linked-signal';
import { fetchModel, type FetchedModel } from '../fetch/fetch-model';
import { fetchSettings, type OnTransfer } from '../fetch/fetch-settings';
import type { ModelOrder } from '../model-order';
import { ModelStore } from '../store/model-store';
import type { FetchTerms, ModelFetcher } from './fetcher';

interface Turn {
  readonly go: () => void;
}

/** Fetches in this process, a few at a time, in the order in which they were asked for. */
export class LocalFetcher implements ModelFetcher {
  readonly #log: (line: string) => void;
  readonly #closed = new AbortController();
  readonly #waiting = new Set<Turn>();
  #busy = 0;

  constructor(log: (line: string) => void = () => undefined) {
    this.#log = log;
  }

  async fetch(
    order: ModelOrder,
    terms: FetchTerms,
    signal: AbortSignal,
    onTransfer: OnTransfer,
  ): Promise<FetchedModel> {
    const linked = linkSignals([signal, this.#closed.signal]);
    const ended = linked.signal;
    await this.#turn(Math.max(1, terms.parallel), ended, () =>
      onTransfer({
        state: 'waiting',
        bytesDone: 0,
        bytesTotal: order.bytes ?? order.about,
        note: 'waits for its turn',
      }),
    );
    try {
      ended.throwIfAborted();
      return await fetchModel(order, {
        store: new ModelStore(terms.store),
        settings: {
          ...fetchSettings(terms.environment, terms.retries),
          log: (line) => this.#log(`${order.name}: ${line}`),
        },
        signal: ended,
        onTransfer,
        ...(terms.replace === undefined ? {} : { replace: terms.replace }),
      });
    } finally {
      linked.release();
      this.#busy--;
      this.#next();
    }
  }

  close(): void {
    this.#closed.abort(new Error('fetching was given up'));
  }

  /** Resolves when it is this one's turn, or when nobody waits for it any more. */
  async #turn(parallel: number, signal: AbortSignal, onWaiting: () => void): Promise<void> {
    if (this.#busy >= parallel && !signal.aborted) {
      onWaiting();
      await new Promise<void>((resolve) => {
        const turn: Turn = {
          go: () => {
            this.#waiting.delete(turn);
            signal.removeEventListener('abort', turn.go);
            resolve();
          },
        };
        this.#waiting.add(turn);
        signal.addEventListener('abort', turn.go, { once: true });
      });
    }
    this.#busy++;
  }

  #next(): void {
    const [first] = this.#waiting;
    first?.go();
  }
}
