/** A signal that ends with others, or when its time is over. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Whether it was its own time that ended it. */
  readonly isLate: boolean;
  /** Lets go of the others. To be called when whatever it was for is over, however it went. */
  release(): void;
}

/**
 * Links a signal to others, for `limitMs` milliseconds at most. Unlike with `AbortSignal.any`, nothing of it is left in a source that outlives
 * it: Node keeps an entry there for each, and a supervisor that asks forty agents for their health would gather megabytes of them in a day.
 */
export function linkSignals(sources: readonly (AbortSignal | undefined)[], limitMs?: number): LinkedSignal {
  const controller = new AbortController();
  const others = sources.filter((source) => source !== undefined);
  let isLate = false;
  const end = () => controller.abort(others.find((other) => other.aborted)?.reason);
  for (const other of others) other.addEventListener('abort', end, { once: true });
  if (others.some((other) => other.aborted)) end();
  const late = () => {
    if (controller.signal.aborted) return;
    isLate = true;
    controller.abort(new DOMException('it took too long', 'TimeoutError'));
  };
  const timer = limitMs === undefined ? undefined : setTimeout(late, limitMs).unref();
  return {
    signal: controller.signal,
    get isLate() {
      return isLate;
    },
    release: () => {
      clearTimeout(timer);
      for (const other of others) other.removeEventListener('abort', end);
    },
  };
}
