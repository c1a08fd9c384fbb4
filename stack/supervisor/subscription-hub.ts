import type { StackChange } from '../protocol/messages';
import type { StackSnapshot } from '../protocol/snapshot';
import { ChangeFeed } from './change-feed';
import type { ChangeSignal } from './change-signal';

/** Changes closer together than this are sent as one, in milliseconds. */
const COALESCE_MS = 50;

interface Source {
  readonly changes: ChangeSignal;
  snapshot(): StackSnapshot;
}

/** Sends every subscriber the same changes, numbered, worked out once. */
export class SubscriptionHub {
  readonly #source: Source;
  readonly #feed = new ChangeFeed();
  readonly #subscribers = new Set<(change: StackChange) => void>();
  #timer: NodeJS.Timeout | null = null;
  #sentAt = -Infinity;

  constructor(source: Source) {
    this.#source = source;
    source.changes.on(() => this.#schedule());
  }

  get size(): number {
    return this.#subscribers.size;
  }

  /** The present snapshot, at the revision the next change builds on. */
  snapshot(): StackSnapshot {
    this.flush();
    return this.#feed.last!;
  }

  add(subscriber: (change: StackChange) => void): void {
    this.#subscribers.add(subscriber);
  }

  delete(subscriber: (change: StackChange) => void): void {
    this.#subscribers.delete(subscriber);
  }

  /** Sends what has changed since the last time, now. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sentAt = performance.now();
    const change = this.#feed.next(this.#source.snapshot());
    if (change) for (const send of this.#subscribers) send(change);
  }

  /** The first change after a quiet time goes out at once. */
  #schedule(): void {
    if (this.#timer || this.#subscribers.size === 0) return;
    const wait = Math.max(0, COALESCE_MS - (performance.now() - this.#sentAt));
    this.#timer = setTimeout(() => this.flush(), wait);
  }
}
