import type { PlannedAgent } from '../../plan/launch-plan';
import type { AgentServices } from '../agent-services';
import type { Condition } from './start-condition';
import { START_CONDITIONS } from './start-conditions';

export type Startable =
  /** With what the conditions of the start bring along for the agent's environment. */
  | { readonly kind: 'startable'; readonly environment: Readonly<Record<string, string>> }
  | { readonly kind: 'interrupted' }
  | Extract<Condition, { kind: 'fail' }>;

export interface Waiting {
  /** What ends the present wait; null when the agent is not to be started any more. */
  readonly signal: () => AbortSignal | null;
  /** Hears what is waited for. */
  readonly onHold: (hold: Extract<Condition, { kind: 'hold' }>) => void;
}

/** Waits until every condition for an agent's start is met, one after the other; `plan` is asked anew each time, since it may change meanwhile. */
export async function untilStartable(
  plan: () => PlannedAgent,
  services: AgentServices,
  { signal: interruption, onHold }: Waiting,
): Promise<Startable> {
  const { clock, changed } = services;
  const environment: Record<string, string> = {};
  for (let next = 0; next < START_CONDITIONS.length;) {
    const signal = interruption();
    if (!signal) return { kind: 'interrupted' };
    const looked = START_CONDITIONS[next]!(plan(), services, signal);
    const met = looked instanceof Promise ? await looked : looked; // no change may slip in between look and wait
    if (met.kind === 'fail') return met;
    if (met.kind === 'met') {
      Object.assign(environment, met.environment);
      next++;
      continue;
    }
    onHold(met);
    await (met.lookAgainMs === undefined ? changed(signal) : clock.sleep(met.lookAgainMs, signal));
    next = 0; // what was met before may not be any more
  }
  return interruption() ? { kind: 'startable', environment } : { kind: 'interrupted' };
}
