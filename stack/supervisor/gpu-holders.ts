import type { Gpu, GpuProcess } from '../gpu/gpu';
import { readProcess } from '../machine/process-table';
import type { AgentServices } from './agent-services';
import { shortCommand } from './conflicts';

const MOST_NAMED = 3;

/**
 * Who has a device's memory, the largest first: `agent Llama holds 9000 MiB, train.py (pid 12) holds 800 MiB`. Agents that were given a
 * place and have not filled it yet are among them. Empty when nobody can tell.
 */
export async function describeHolders(
  gpu: Gpu,
  processes: readonly GpuProcess[],
  { view, agentOf, gpus }: Pick<AgentServices, 'view' | 'agentOf' | 'gpus'>,
): Promise<string> {
  const byHolder = new Map<string, number>();
  const add = (holder: string, memoryMb: number) => byHolder.set(holder, (byHolder.get(holder) ?? 0) + memoryMb);
  for (const { pid, gpu: device, memoryMb } of processes) {
    if (device !== null && device !== gpu.uuid && device !== gpu.sliceOf) continue;
    const family = view.familyOf(pid);
    const agent = family && agentOf(family);
    add(agent ? `agent ${agent}` : await nameOf(pid), memoryMb ?? 0);
  }
  for (const { agent, declaredMb } of gpus.reservations(gpu.uuid)) {
    const holder = `agent ${agent}`;
    if ((byHolder.get(holder) ?? 0) < declaredMb) byHolder.set(holder, declaredMb);
  }
  const largest = [...byHolder].sort((a, b) => b[1] - a[1]);
  const named = largest
    .slice(0, MOST_NAMED)
    .map(([holder, memoryMb]) => (memoryMb > 0 ? `${holder} has ${Math.round(memoryMb)} MiB` : `${holder} uses it`));
  const more = largest.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

async function nameOf(pid: number): Promise<string> {
  const info = await readProcess(pid);
  return info ? `${shortCommand(info.command)} (pid ${pid})` : `process ${pid} outside of what is visible here`;
}
