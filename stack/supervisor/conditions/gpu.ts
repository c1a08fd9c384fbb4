import type { StartCondition } from './start-condition';

/** `gpu: required` and a GPU to go with it. */
export const gpuPresent: StartCondition = async (plan, { gpu }) => {
  if (plan.gpu !== 'required') return { kind: 'met' };
  const inventory = await gpu();
  if (inventory.vendor !== 'none') return { kind: 'met' };
  return { kind: 'fail', cause: 'not-startable', text: `needs a GPU, and this machine has none: ${inventory.reason}` };
};
