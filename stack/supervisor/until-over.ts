import type { ExitStatus } from '../process/spawn-agent';
import type { AgentRun } from './agent-run';
import type { HealthWatch } from './health-watch';

/** Why a run is over, or is to be. */
export type Outcome =
  /** Its main process has ended; null when nobody here was its parent. */
  | { readonly kind: 'exited'; readonly exit: ExitStatus | null }
  /** It has been unhealthy for too long. */
  | { readonly kind: 'unhealthy' }
  /** Somebody wants it stopped, or started anew. */
  | { readonly kind: 'interrupted' };

/** Watches over a run until it ends, has to be ended, or the signal is aborted. Never rejects. */
export async function untilOver(run: AgentRun, health: HealthWatch, interrupt: AbortSignal): Promise<Outcome> {
  const stop = new AbortController();
  const watching = health.watch(stop.signal);
  const interrupted = new Promise<Outcome>((resolve) => {
    if (interrupt.aborted) resolve({ kind: 'interrupted' });
    interrupt.addEventListener('abort', () => resolve({ kind: 'interrupted' }), { once: true });
  });
  const outcome = await Promise.race<Outcome>([
    run.exited.then((exit) => ({ kind: 'exited', exit })),
    interrupted,
    watching.then(() => ({ kind: 'unhealthy' })),
  ]);
  stop.abort();
  await watching;
  return outcome;
}
