import { gpuReleased } from './gpu-released';
import { choiceOf, placeOnGpu } from './gpu-placement';
import { describeGpus } from '../../gpu/gpu';
import { gpuCount } from '../../gpu/gpu-count';
import { largestDeviceMb } from '../../gpu/placement';
import type { PlannedAgent } from '../../plan/launch-plan';
import type { Condition, StartCondition } from './start-condition';

const MET: Condition = { kind: 'met' };

/** How often a missing GPU is looked for, in milliseconds: after a boot, agents may be there before the driver is. */
const LOOK_AGAIN_MS = 10_000;

/** `gpu: required`, a GPU to go with it, and one that is large enough, which waiting would not change. */
export const gpuPresent: StartCondition = async (plan, services) => {
  const { gpus, models } = services;
  if (plan.gpu !== 'required') return MET;
  const inventory = await gpus.inventory();
  const fail = (text: string): Condition => ({ kind: 'fail', cause: 'not-startable', text });
  if (inventory.vendor === 'none') {
    const reason = `needs a GPU, and this machine has none: ${inventory.reason}`;
    return inventory.mayExist ? MET : { kind: 'hold', state: 'blocked', reason, lookAgainMs: LOOK_AGAIN_MS };
  }
  const largest = largestDeviceMb(inventory.gpus);
  const count = gpuCount(plan.definition);
  if (count > inventory.gpus.length)
    return fail(`needs ${count} GPUs; this machine has ${describeGpus(inventory.gpus)}`);
  const vramMb = models.vramMb(plan.definition) ?? 0;
  // Whoever names its devices by hand knows how it spreads over them.
  if (largest === null || vramMb / count <= largest || choiceOf(plan, services, inventory)) return MET;
  return fail(`declares ${vramMb} MiB of GPU memory; the largest GPU here has ${largest} MiB`);
};

/** Its last run has given back what it held, and there is room on a GPU; or else it runs on the CPU. */
export const gpuRoom: StartCondition = async (plan, services) => {
  services.gpus.forget(plan.name);
  if (!wantsGpu(plan)) return MET;
  return (await gpuReleased(plan, services)) ?? (await placeOnGpu(plan, services));
};

function wantsGpu({ gpu }: PlannedAgent): boolean {
  return gpu === 'required' || gpu === 'preferred';
}
