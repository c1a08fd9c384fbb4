/**
 * Time as the launcher sees it. Durations are measured on `now`, which no clock change moves; `wallTime` is only ever shown.
 */
export interface Clock {
  /** Milliseconds on a clock that is never set. */
  now(): number;
  /** Milliseconds since the epoch. */
  wallTime(): number;
  /** Resolves after `ms`, or at once when the signal is aborted; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, ms));
      signal?.addEventListener('abort', done, { once: true });
    }),
};
