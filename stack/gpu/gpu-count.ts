import type { AgentDefinition } from '../definition/model';

const VARIABLES = ['CUDA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES'];

/** How many GPUs an agent uses at once, by its entry: `gpu: 2`, or a list of them in its environment. What it declares lies on all of them. */
export function gpuCount({
  gpuCount: declared,
  environment,
}: Pick<AgentDefinition, 'gpuCount' | 'environment'>): number {
  if (declared !== undefined) return declared;
  const listed = environment.findLast(({ name }) => VARIABLES.includes(name.value))?.value.value ?? '';
  const devices = listed.split(',').filter((word) => /^\s*(?:\d+|(?:GPU|MIG)-\S+)\s*$/.test(word));
  return Math.max(1, devices.length);
}
