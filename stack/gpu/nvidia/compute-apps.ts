import type { GpuProcess } from '../gpu';
import { parseCsvNumber } from './gpu-rows';

export const COMPUTE_APPS_QUERY = [
  '--query-compute-apps=gpu_uuid,pid,used_gpu_memory',
  '--format=csv,noheader,nounits',
] as const;

/**
 * Rows of the query above: `GPU-…, 4321, 1024`. The memory of a process is `[N/A]` under WSL and Windows, whose own driver model keeps
 * it, and for other users' processes in some set-ups (`[Insufficient Permissions]`).
 */
export function parseComputeApps(text: string): GpuProcess[] {
  return text.split('\n').flatMap((line): GpuProcess[] => {
    const [gpu, pid, used] = line.split(',').map((field) => field.trim());
    if (!gpu || !pid || used === undefined || !/^\d+$/.test(pid)) return [];
    return [{ pid: Number(pid), gpu: /^(?:GPU|MIG)-/.test(gpu) ? gpu : null, memoryMb: parseCsvNumber(used) }];
  });
}
