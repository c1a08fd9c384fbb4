import { gpuReleased } from './gpu-released';
import { placeOnGpu } from './gpu-placement';
import { largestDeviceMb } from '../../gpu/placement';
import type { PlannedAgent } from '../../plan/launch-plan';
import type { Condition, StartCondition } from './start-condition';

const MET: Condition = { kind: 'met' };

/** `gpu: required`, a GPU to go with it, and one that is large enough: what waiting would not change. */
export const gpuPresent: StartCondition = async (plan, { gpus, models }) => {
  if (plan.gpu !== 'required') return MET;
  const inventory = await gpus.inventory();
  const fail = (text: string): Condition => ({ kind: 'fail', cause: 'not-startable', text });
  if (inventory.vendor === 'none') {
    return inventory.mayExist ? MET : fail(`needs a GPU, and this machine has none: ${inventory.reason}`);
  }
  const largest = largestDeviceMb(inventory.gpus);
  const vramMb = models.vramMb(plan.definition) ?? 0;
  if (largest === null || vramMb <= largest) return MET;
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
