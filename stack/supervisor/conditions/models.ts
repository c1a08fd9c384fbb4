import { asksForModels } from '../../models/needs';
import type { StartCondition } from './start-condition';

/** How often the progress of a download is shown, in milliseconds. */
const LOOK_AGAIN_MS = 250;
/** How often it is looked whether what held a download up is gone, in milliseconds. */
const HELD_UP_MS = 1_000;

/** The models it needs are on this machine, whole and right. Those that are not are fetched, while those it depends on start. */
export const modelsHere: StartCondition = async (plan, { models, environment }, signal) => {
  if (!asksForModels(plan.definition)) return { kind: 'met' };
  const asking = {
    name: plan.name,
    definition: plan.definition,
    projectRoot: plan.cwd,
    environment: () => environment(plan).env,
  };
  const standing = await models.look(asking, signal);
  switch (standing.kind) {
    case 'here':
      return { kind: 'met' };
    case 'coming':
      return { kind: 'hold', state: 'prefetching', reason: standing.reason, lookAgainMs: LOOK_AGAIN_MS };
    case 'held-up':
      return { kind: 'hold', state: 'blocked', reason: standing.reason, lookAgainMs: HELD_UP_MS };
    case 'impossible':
      return { kind: 'fail', cause: 'not-startable', text: standing.text };
  }
};
