import type { PlannedAgent } from '../../plan/launch-plan';
import type { AgentServices } from '../agent-services';
import type { Condition } from './start-condition';

/** How often the driver is asked again, in milliseconds. */
const LOOK_AGAIN_MS = 250;

/**
 * Drivers release the memory of a process some time after it has ended; a model server started at once would find the GPU full. Null when
 * there is nothing to wait for, which is always so some time after the end.
 */
export async function gpuReleased(plan: PlannedAgent, { gpus }: AgentServices): Promise<Condition | null> {
  const held = await gpus.unreleased(plan.name);
  if (held.length === 0) return null;
  const known = held.flatMap(({ memoryMb }) => memoryMb ?? []);
  const amount = known.length === 0 ? 'GPU memory' : `${known.reduce((sum, one) => sum + one, 0)} MiB of GPU memory`;
  const pids = [...new Set(held.map(({ pid }) => pid))].join(', ');
  const reason = `waits until the driver releases ${amount} of its last run (pid ${pids})`;
  return { kind: 'hold', state: 'waiting', reason, lookAgainMs: LOOK_AGAIN_MS };
}
