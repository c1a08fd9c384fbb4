import { memoryByPid, type GpuVendor } from '../gpu/gpu';
import { sampleUsage } from '../machine/usage';
import type { Recorder } from '../metrics/recorder';
import type { AgentLife } from './agent-life';
import type { AgentUsage, UsageByAgent } from './snapshots';

/** Whose usage is sampled, and who hears of it. */
interface Sampled {
  readonly lives: readonly Pick<AgentLife, 'name' | 'run'>[];
  readonly gpuVendor: GpuVendor | null;
  readonly recorder: Recorder;
  setUsage(usage: UsageByAgent): void;
}

/** How long after its last look a program that comes again and again is expected back, in milliseconds. */
const EXPECTED_BACK_MS = 90_000;

/** Measures what agents use of the machine, for whoever asks: one measurement serves all who ask at about the same time. */
export class UsageSampler {
  readonly #sampled: Sampled;
  #sampledAt = -Infinity;
  #askedAt = -Infinity;
  #running: Promise<void> | null = null;

  constructor(sampled: Sampled) {
    this.#sampled = sampled;
  }

  /** Whether somebody comes for the figures from time to time, so that what needs time to be measured should be kept going. */
  get isAsked(): boolean {
    return performance.now() - this.#askedAt < EXPECTED_BACK_MS;
  }

  /** Notes that somebody asks, and measures unless the last measurement is at most `maxAgeMs` old. */
  async ask(maxAgeMs: number): Promise<void> {
    this.#askedAt = performance.now();
    if (performance.now() - this.#sampledAt > maxAgeMs) await this.sample();
  }

  /** Measures now, or joins a measurement under way. */
  sample(): Promise<void> {
    this.#running ??= this.#sample().finally(() => (this.#running = null));
    return this.#running;
  }

  async #sample(): Promise<void> {
    const { lives, gpuVendor, recorder } = this.#sampled;
    const pids = lives.flatMap((life) => life.run?.family.pids ?? []);
    const usage = await sampleUsage(pids);
    const gpuMemory = memoryByPid((await gpuVendor?.processes(pids)) ?? []);
    const byAgent = new Map<string, AgentUsage>();
    for (const life of lives) {
      const own = life.run?.family.pids ?? [];
      const used = own.flatMap((pid) => {
        const found = usage.get(pid);
        return found ? [{ pid, ...found }] : [];
      });
      recorder.used(life.name, used);
      if (used.length === 0) continue;
      const onGpu = own.flatMap((pid) => gpuMemory.get(pid) ?? []);
      byAgent.set(life.name, {
        cpuPercent: used.reduce((sum, one) => sum + one.cpuPercent, 0),
        rssBytes: used.reduce((sum, one) => sum + one.rssBytes, 0),
        gpuMemoryMb: onGpu.length === 0 ? null : onGpu.reduce((sum, one) => sum + one, 0),
      });
    }
    this.#sampledAt = performance.now();
    this.#sampled.setUsage(byAgent);
  }
}
