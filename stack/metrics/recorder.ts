import type { ProbeResult } from '../probes/probe-result';
import type { ProbeHistogram } from '../protocol/measurements';
import type { ProbeKindName } from '../protocol/snapshot';
import { LatencyHistogram } from './histogram';

/** CPU time of one process, in seconds since it started. */
export interface ProcessCpu {
  readonly pid: number;
  readonly cpuSeconds: number;
}

interface AgentRecord {
  readonly histograms: Map<ProbeKindName, LatencyHistogram>;
  readonly results: Map<string, number>;
  /** What was last seen of each process. */
  processes: ReadonlyMap<number, number>;
  cpuSeconds: number | null;
}

/** Keeps count of what happens to agents, over all their runs, in constant space per agent. */
export class Recorder {
  readonly #agents = new Map<string, AgentRecord>();

  /** A probe has ended. One that nobody took the connection of counts as a result, and not as a latency. */
  probed(agent: string, result: Pick<ProbeResult, 'kind' | 'verdict' | 'latencyMs'>): void {
    const record = this.#of(agent);
    record.results.set(result.verdict, (record.results.get(result.verdict) ?? 0) + 1);
    if (result.verdict === 'unreachable') return;
    let histogram = record.histograms.get(result.kind);
    if (!histogram) record.histograms.set(result.kind, (histogram = new LatencyHistogram()));
    histogram.observe(result.latencyMs / 1000);
  }

  /**
   * The processes of an agent as they are now. Time used by one that came and went between two calls is not seen; the total never
   * goes back when one ends.
   */
  used(agent: string, processes: Iterable<ProcessCpu>): void {
    const record = this.#of(agent);
    const now = new Map<number, number>();
    let total = record.cpuSeconds ?? 0;
    for (const { pid, cpuSeconds } of processes) {
      const before = record.processes.get(pid) ?? 0;
      // Less than before: the number belongs to another process by now.
      total += cpuSeconds >= before ? cpuSeconds - before : cpuSeconds;
      now.set(pid, cpuSeconds);
    }
    if (now.size === 0 && record.cpuSeconds === null) return;
    record.cpuSeconds = total;
    record.processes = now;
  }

  histograms(agent: string): ProbeHistogram[] {
    return [...(this.#agents.get(agent)?.histograms ?? [])].map(([kind, { bounds, counts, sumSeconds }]) => {
      return { kind, bounds, counts, sumSeconds };
    });
  }

  results(agent: string): Record<string, number> {
    return Object.fromEntries(this.#agents.get(agent)?.results ?? []);
  }

  /** In seconds; null when nothing was measured yet. */
  cpuSeconds(agent: string): number | null {
    return this.#agents.get(agent)?.cpuSeconds ?? null;
  }

  /** Forgets agents that are in the startup file no more. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#agents.keys()) if (!names.has(name)) this.#agents.delete(name);
  }

  #of(agent: string): AgentRecord {
    let record = this.#agents.get(agent);
    if (!record) {
      record = { histograms: new Map(), results: new Map(), processes: new Map(), cpuSeconds: null };
      this.#agents.set(agent, record);
    }
    return record;
  }
}
