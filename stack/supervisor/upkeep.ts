import { gpuMemoryByPid } from '../gpu/processes';
import { streamGpus } from '../gpu/stream';
import { rotate } from '../logs/log-file';
import { sampleUsage } from '../machine/usage';
import { systemClock } from '../process/clock';
import type { AgentUsage } from './snapshots';
import type { StackSupervisor } from './stack-supervisor';

const SAMPLE_MS = 2_000;
/** How often the processes and ports of running agents are looked at when nobody watches. */
const LOOK_MS = 5_000;
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
  let gpuStream: { stop(): void } | null = null;
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
        supervisor.changes.publish();
      }
      if (running && observed) await sample(supervisor);
      if (observed && !gpuStream && supervisor.gpu?.vendor === 'nvidia') gpuStream = watchGpus(supervisor);
      if (!observed && gpuStream) {
        gpuStream.stop();
        gpuStream = null;
      }
      if (now - rotatedAt > ROTATE_MS) {
        rotatedAt = now;
        for (const life of supervisor.lives) await rotate(supervisor.logFileOf(life.name));
      }
    } catch (error) {
      log(`upkeep: ${String(error)}`);
    }
  }
  gpuStream?.stop();
}

async function sample(supervisor: StackSupervisor): Promise<void> {
  const pids = supervisor.lives.flatMap((life) => life.run?.family.pids ?? []);
  const usage = await sampleUsage(pids);
  const gpuMemory = supervisor.gpu?.vendor === 'nvidia' ? await gpuMemoryByPid() : new Map<number, number | null>();
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

/** The one long-lived nvidia-smi; disposable, and only while somebody watches. */
function watchGpus(supervisor: StackSupervisor): { stop(): void } {
  return streamGpus((reading) => {
    const inventory = supervisor.gpu;
    if (!inventory) return;
    const gpus = inventory.gpus.map((gpu) => (gpu.index === reading.index ? reading : gpu));
    supervisor.setGpu({ ...inventory, gpus });
  });
}
