import type { GpuWatch } from '../gpu/gpu';
import { systemClock } from '../process/clock';
import type { StackSupervisor } from './stack-supervisor';

const SAMPLE_MS = 2_000;
/** How often the processes and ports of running agents are looked at when nobody watches. */
const LOOK_MS = 5_000;
/** How often agents on other machines are asked while nothing waits for them. */
const REMOTE_MS = 10_000;

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
      if (running && observed) await supervisor.sampler.sample();
      const gpusWanted = observed || supervisor.sampler.isAsked;
      if (gpusWanted) gpuWatch ??= watchGpus(supervisor);
      if (!gpusWanted && gpuWatch) {
        gpuWatch.stop();
        gpuWatch = null;
      }
      supervisor.exporter.look(supervisor.policy.metrics);
      await supervisor.logKeeper.look(supervisor.lives.map((life) => supervisor.logFileOf(life.name)));
    } catch (error) {
      log(`upkeep: ${String(error)}`);
    }
  }
  gpuWatch?.stop();
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
