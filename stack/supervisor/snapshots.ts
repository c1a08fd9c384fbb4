import type { GpuInventory } from '../gpu/gpu';
import type { AgentSnapshot, GpuSnapshot } from '../protocol/snapshot';
import type { AgentLife } from './agent-life';
import type { AgentRun } from './agent-run';

export interface AgentUsage {
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly gpuMemoryMb: number | null;
}

export type UsageByAgent = ReadonlyMap<string, AgentUsage>;

export interface AgentFacts {
  readonly gpu: GpuInventory | null;
  readonly listeningPorts: readonly number[] | null;
  readonly usage: AgentUsage | null;
  readonly logFile: string;
}

export function agentSnapshot(life: AgentLife, { gpu, listeningPorts, usage, logFile }: AgentFacts): AgentSnapshot {
  const { plan, view, run } = life;
  return {
    name: life.name,
    group: plan.group,
    required: plan.required,
    wanted: life.wanted,
    state: view.state,
    reason: view.reason,
    cause: view.cause,
    adopted: run?.adopted ?? false,
    outdated: run !== null && run.fingerprint !== plan.fingerprint,
    pid: run?.family.leader?.pid ?? null,
    processCount: run?.family.members.length ?? 0,
    startedAt: run?.startedWall ?? null,
    readyAt: run?.readyWall ?? null,
    since: view.since,
    retryAt: view.retryAt,
    probe: run ? view.probe : null,
    latencyMs: run && view.latencyMs !== null ? Math.round(view.latencyMs * 10) / 10 : null,
    declaredPorts: plan.declaredPorts,
    port: plan.port,
    healthPort: plan.healthPort,
    listeningPorts,
    restarts: view.restarts,
    cpuPercent: run && usage ? Math.round(usage.cpuPercent * 10) / 10 : null,
    rssBytes: run && usage ? usage.rssBytes : null,
    gpuMemoryMb: run && usage ? usage.gpuMemoryMb : null,
    ...devicesOf(run, gpu),
    dependencies: plan.dependencies,
    ...(plan.remoteDependencies.length > 0
      ? { remoteDependencies: plan.remoteDependencies.map(({ name }) => name) }
      : {}),
    layer: plan.layer,
    logFile,
    script: plan.script,
    scriptText: plan.scriptText,
  };
}

function devicesOf(run: AgentRun | null, inventory: GpuInventory | null): Pick<AgentSnapshot, 'gpus'> {
  if (run?.gpu?.kind !== 'devices' || !inventory) return {};
  return { gpus: run.gpu.devices.flatMap((uuid) => inventory.gpus.find((gpu) => gpu.uuid === uuid)?.index ?? []) };
}

export function gpuSnapshot(inventory: GpuInventory | null): GpuSnapshot {
  if (!inventory) return { vendor: 'none', driver: null, gpus: [], reason: 'not looked for yet' };
  return {
    vendor: inventory.vendor,
    driver: inventory.driver,
    gpus: inventory.gpus.map(({ index, name, memoryTotalMb, memoryUsedMb, utilizationPercent }) => {
      return { index, name, memoryTotalMb, memoryUsedMb, utilizationPercent };
    }),
    reason: inventory.reason,
  };
}
