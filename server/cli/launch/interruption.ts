/** Aborted at the first Ctrl-C (or request to end); a second one ends the process at once, as it would have without us. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the process. */
  dispose(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function watchInterruption(): Interruption {
  const controller = new AbortController();
  const onSignal = () => controller.abort(new Error('interrupted'));
  const dispose = () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  // After the first one the default action is in force again, so that the second one is final.
  controller.signal.addEventListener('abort', dispose, { once: true });
  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: controller.signal, dispose };
}
