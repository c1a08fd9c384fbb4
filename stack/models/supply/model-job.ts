import { setMaxListeners } from 'node:events';
import { formatProgress } from '../describe';
import { FetchFailure } from '../fetch/failure';
import type { TransferProgress } from '../fetch/fetch-settings';
import type { ModelOrder } from '../model-order';
import type { FetchTerms, ModelFetcher } from './fetcher';
import { SpeedMeter } from './speed';

/** Why the last try ended. */
export interface JobFailure {
  readonly failure: FetchFailure;
  /** Milliseconds of the clock that the job was given. */
  readonly at: number;
}

/** One model on its way, for as long as somebody waits for it. */
export class ModelJob {
  readonly #stop = new AbortController();
  readonly #speed = new SpeedMeter();
  readonly #waiting = new Map<string, AbortSignal>();
  #progress: TransferProgress;
  #over = false;

  /**
   * @param onEnd is called once: with what went wrong, with null when the model is here, and not at all when nobody waits for it any
   * more.
   */
  constructor(
    readonly order: ModelOrder,
    private readonly now: () => number,
    private readonly onChange: () => void,
    private readonly onEnd: (failure: JobFailure | null) => void,
  ) {
    this.#progress = { state: 'waiting', bytesDone: 0, bytesTotal: order.bytes ?? order.about, note: null };
  }

  start(fetcher: ModelFetcher, terms: FetchTerms): void {
    const onTransfer = (progress: TransferProgress): void => {
      this.#progress = progress;
      if (progress.state === 'fetching') this.#speed.note(progress.bytesDone, this.now());
      this.onChange();
    };
    fetcher.fetch(this.order, terms, this.#stop.signal, onTransfer).then(
      () => this.#end(null),
      (error: unknown) => this.#end({ failure: asFailure(error), at: this.now() }),
    );
  }

  get progress(): TransferProgress {
    return this.#progress;
  }

  get bytesPerSecond(): number | null {
    return this.#progress.state === 'fetching' ? this.#speed.bytesPerSecond : null;
  }

  get waiting(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  get isAbandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Somebody waits for it until the signal is aborted; when nobody is left, it is dropped at once. */
  wait(agent: string, signal: AbortSignal): void {
    if (this.#waiting.get(agent) === signal) return;
    this.#waiting.set(agent, signal);
    const leave = (): void => {
      if (this.#waiting.get(agent) !== signal) return; // it has come back meanwhile
      this.#waiting.delete(agent);
      if (this.#waiting.size === 0) this.#stop.abort(new Error('nobody waits for it any more'));
    };
    // An agent may need a dozen models; that is no leak.
    setMaxListeners(0, signal);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }

  /** Gives it up, whoever waits for it. */
  drop(): void {
    this.#waiting.clear();
    this.#stop.abort(new Error('it is not asked for any more'));
  }

  /** `fetching phi-3: 41 % of 2.2 GB, 85 MB/s, 18 s left`. */
  describe(): string {
    const { state, bytesDone, bytesTotal, note } = this.#progress;
    const { name } = this.order;
    if (state === 'checking') return `checking ${name}: ${formatProgress(bytesDone, bytesTotal, null)}`;
    if (state === 'waiting') {
      const done = bytesDone > 0 ? `${formatProgress(bytesDone, bytesTotal, null)}, ` : '';
      return `fetching ${name}: ${done}${note ?? 'about to begin'}`;
    }
    return `fetching ${name}: ${formatProgress(bytesDone, bytesTotal, this.bytesPerSecond)}${note === null ? '' : ` (${note})`}`;
  }

  #end(failure: JobFailure | null): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.isAbandoned) this.onEnd(failure);
  }
}

function asFailure(error: unknown): FetchFailure {
  return error instanceof FetchFailure
    ? error
    : new FetchFailure('protocol', error instanceof Error ? error.message : String(error));
}
