import { runCommand } from '../machine/run-command';
import { parseCsvNumber } from './detect';

const QUERY = ['--query-compute-apps=pid,used_gpu_memory', '--format=csv,noheader,nounits'] as const;

/**
 * GPU memory in MiB by process, summed over GPUs; null for a process whose share the driver does not tell. Empty without an
 * NVIDIA driver. Inside a container the driver prints the host's pids, which match nothing here.
 */
export async function gpuMemoryByPid(options: { command?: string } = {}): Promise<Map<number, number | null>> {
  const { code, stdout } = await runCommand(options.command ?? 'nvidia-smi', QUERY, { timeoutMs: 10_000 });
  return code === 0 ? parseComputeApps(stdout) : new Map<number, number | null>();
}

export function parseComputeApps(text: string): Map<number, number | null> {
  const memory = new Map<number, number | null>();
  for (const line of text.split('\n')) {
    const [pid, used] = line.split(',').map((field) => field.trim());
    if (!pid || used === undefined || !/^\d+$/.test(pid)) continue;
    const megabytes = parseCsvNumber(used);
    const before = memory.get(Number(pid)) ?? null;
    memory.set(Number(pid), megabytes === null ? before : (before ?? 0) + megabytes);
  }
  return memory;
}
