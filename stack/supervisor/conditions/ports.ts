import { conflictOn } from '../conflicts';
import type { StartCondition } from './start-condition';

/** How often a port that somebody else holds is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** Nobody else holds its ports. */
export const portsFree: StartCondition = async (plan, services) => {
  const conflict = await conflictOn(plan.declaredPorts, services);
  return conflict ? { kind: 'hold', state: 'blocked', reason: conflict, lookAgainMs: LOOK_AGAIN_MS } : { kind: 'met' };
};
