import { memoryByPid, type GpuWatch } from '../gpu/gpu';
import { rotate } from '../logs/log-file';
import { sampleUsage } from '../machine/usage';
import { systemClock } from '../process/clock';
import type { AgentUsage } from './snapshots';
import type { StackSupervisor } from './stack-supervisor';

const SAMPLE_MS = 2_000;
/** How often the processes and ports of running agents are looked at when nobody watches. */
const LOOK_MS = 5_000;
/** How often agents on other machines are asked while nothing waits for them. */
const REMOTE_MS = 10_000;
const ROTATE_MS = 10_000;

/**
 * What goes on beside the agents' lives: looking at their processes and ports, sampling what they use while somebody watches, and
 * rotating their logs. Runs until the signal is aborted; never rejects.
 */
export async function keepUp(
  supervisor: StackSupervisor,
  isObserved: () => boolean,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  let lookedAt = -Infinity;
  let rotatedAt = performance.now();
  let gpuWatch: GpuWatch | null = null;
  while (!signal.aborted) {
    await systemClock.sleep(SAMPLE_MS, signal);
    if (signal.aborted) break;
    try {
      const running = supervisor.lives.some((life) => life.run !== null);
      const observed = isObserved();
      const now = performance.now();
      if (running && (observed || now - lookedAt > LOOK_MS)) {
        lookedAt = now;
        await supervisor.view.refresh(SAMPLE_MS / 2);
        supervisor.remotes.refresh(REMOTE_MS);
        supervisor.changes.publish();
      }
      if (running && observed) await sample(supervisor);
      if (observed) gpuWatch ??= watchGpus(supervisor);
      if (!observed && gpuWatch) {
        gpuWatch.stop();
        gpuWatch = null;
      }
      if (now - rotatedAt > ROTATE_MS) {
        rotatedAt = now;
        const { maxBytes, files: keep } = supervisor.policy.logs;
        const rotation = { maxBytes, keep };
        for (const life of supervisor.lives) await rotate(supervisor.logFileOf(life.name), rotation);
      }
    } catch (error) {
      log(`upkeep: ${String(error)}`);
    }
  }
  gpuWatch?.stop();
}

async function sample(supervisor: StackSupervisor): Promise<void> {
  const pids = supervisor.lives.flatMap((life) => life.run?.family.pids ?? []);
  const usage = await sampleUsage(pids);
  const gpuMemory = memoryByPid((await supervisor.gpuVendor?.processes(pids)) ?? []);
  const byAgent = new Map<string, AgentUsage>();
  for (const life of supervisor.lives) {
    const own = life.run?.family.pids ?? [];
    const used = own.flatMap((pid) => usage.get(pid) ?? []);
    if (used.length === 0) continue;
    const onGpu = own.flatMap((pid) => gpuMemory.get(pid) ?? []);
    byAgent.set(life.name, {
      cpuPercent: used.reduce((sum, one) => sum + one.cpuPercent, 0),
      rssBytes: used.reduce((sum, one) => sum + one.rssBytes, 0),
      gpuMemoryMb: onGpu.length === 0 ? null : onGpu.reduce((sum, one) => sum + one, 0),
    });
  }
  supervisor.setUsage(byAgent);
}

/** What the GPUs do, only while somebody watches; null where there are none. */
function watchGpus(supervisor: StackSupervisor): GpuWatch | null {
  const watch = supervisor.gpuVendor?.watch((reading) => {
    const inventory = supervisor.gpu;
    if (!inventory) return;
    const gpus = inventory.gpus.map((gpu) => (gpu.uuid === reading.uuid ? { ...gpu, ...reading } : gpu));
    supervisor.setGpu({ ...inventory, gpus });
  });
  return watch ?? null;
}
