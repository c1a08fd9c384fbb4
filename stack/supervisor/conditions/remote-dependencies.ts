import { describeRemote } from '../remote-health';
import type { StartCondition } from './start-condition';

/** How soon other machines are asked again, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** Those it depends on and another machine starts answer there. */
export const remoteDependenciesReady: StartCondition = (plan, { remotes }) => {
  const missing = plan.remoteDependencies
    .filter(({ required }) => required)
    .map((dependency) => ({ dependency, found: remotes.look(dependency) }))
    .filter(({ found }) => found.state !== 'ready' && found.state !== 'degraded');
  if (missing.length === 0) return { kind: 'met' };
  const reason = `waits for ${missing.map(({ dependency, found }) => describeRemote(dependency, found)).join(', ')}`;
  return { kind: 'hold', state: 'waiting', reason, lookAgainMs: LOOK_AGAIN_MS };
};
