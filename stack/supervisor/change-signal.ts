/** Tells whoever waits that something changed; many changes in one turn of the event loop are one. */
export class ChangeSignal {
  readonly #listeners = new Set<() => void>();
  #scheduled = false;

  publish(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Calls the listener after changes until the function it returns is called. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the next change, or when the signal is aborted. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        off();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const off = this.on(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
