import type { AgentMeasurements, StackMeasurements } from '../protocol/measurements';
import type { AgentSnapshot, AgentState, GpuSnapshot, ModelSnapshot, StackState } from '../protocol/snapshot';
import { FAMILIES } from './families';
import type { MetricSet } from './metric-set';

/** What is known of a stack at this moment. */
export interface StackReading {
  /** Value of the label `stack`. */
  readonly stack: string;
  /** Null when its supervisor has died. */
  readonly measurements: StackMeasurements | null;
  /** What a supervisor that has died left written down; empty while it lives. */
  readonly left: readonly { readonly agent: string; readonly restarts: number }[];
}

const MEBIBYTE = 1024 * 1024;

// As records, so that the compiler misses a state that comes along.
const STACK_STATES = Object.keys({
  stopped: 0,
  starting: 0,
  ready: 0,
  degraded: 0,
  failed: 0,
  stopping: 0,
} satisfies Record<StackState, 0>);
const AGENT_STATES = Object.keys({
  stopped: 0,
  blocked: 0,
  waiting: 0,
  prefetching: 0,
  starting: 0,
  ready: 0,
  degraded: 0,
  unhealthy: 0,
  stopping: 0,
  backoff: 0,
  failed: 0,
  orphaned: 0,
} satisfies Record<AgentState, 0>);
const MODEL_STATES = Object.keys({
  unknown: 0,
  waiting: 0,
  checking: 0,
  fetching: 0,
  present: 0,
  failed: 0,
  skipped: 0,
} satisfies Record<ModelSnapshot['state'], 0>);

/** Adds everything about these stacks. `now` is in milliseconds since the epoch. */
export function addStacks(metrics: MetricSet, readings: readonly StackReading[], now: number): void {
  for (const { stack, measurements, left } of readings) {
    metrics.add(FAMILIES.supervisorUp, { stack }, measurements !== null);
    // The counter must not seem to begin anew while nobody supervises.
    for (const { agent, restarts } of left) metrics.add(FAMILIES.agentRestarts, { stack, agent }, restarts);
    if (measurements) addStack(metrics, stack, measurements, now);
  }
  const snapshots = readings.flatMap(({ measurements }) => measurements?.snapshot ?? []);
  // All of them look at the same GPUs; one that was told what they do right now knows more than one that only knows them.
  const knowing = snapshots.map(({ gpu }) => gpu).filter(({ gpus }) => gpus.length > 0);
  const gpu = knowing.find(({ gpus }) => gpus.some((device) => device.utilizationPercent !== null)) ?? knowing[0];
  if (gpu) addGpus(metrics, gpu);
}

function addStack(metrics: MetricSet, stack: string, measurements: StackMeasurements, now: number): void {
  const { snapshot, supervisor } = measurements;
  const own = { stack };
  metrics.add(FAMILIES.supervisorInfo, { stack, version: supervisor.version }, 1);
  metrics.add(FAMILIES.supervisorStart, own, snapshot.supervisorStartedAt / 1000);
  metrics.add(FAMILIES.supervisorCpu, own, supervisor.cpuSeconds);
  metrics.add(FAMILIES.supervisorMemory, own, supervisor.rssBytes);
  metrics.addState(FAMILIES.stackState, own, STACK_STATES, snapshot.state);
  metrics.add(FAMILIES.stackWanted, own, snapshot.wanted);
  for (const severity of ['error', 'warning', 'information']) {
    const count = snapshot.issues.filter((issue) => issue.severity === severity).length;
    metrics.add(FAMILIES.stackIssues, { stack, severity }, count);
  }
  const byName = new Map(measurements.agents.map((agent) => [agent.name, agent]));
  for (const agent of snapshot.agents) {
    addAgent(metrics, stack, agent, now);
    const measured = byName.get(agent.name);
    if (measured) addMeasured(metrics, stack, measured);
  }
  for (const model of snapshot.models ?? []) addModel(metrics, stack, model);
  for (const { name, machine, state } of snapshot.remotes ?? []) {
    const isUp = state === 'unknown' ? null : state === 'ready' || state === 'degraded';
    metrics.add(FAMILIES.remoteUp, { stack, agent: name, machine: machine ?? '' }, isUp);
  }
}

function addAgent(metrics: MetricSet, stack: string, agent: AgentSnapshot, now: number): void {
  const own = { stack, agent: agent.name };
  metrics.add(FAMILIES.agentUp, own, agent.state === 'ready' || agent.state === 'degraded');
  metrics.add(FAMILIES.agentWanted, own, agent.wanted);
  metrics.add(FAMILIES.agentRequired, own, agent.required);
  metrics.addState(FAMILIES.agentState, own, AGENT_STATES, agent.state);
  metrics.add(FAMILIES.agentRestarts, own, agent.restarts);
  metrics.add(FAMILIES.agentProcesses, own, agent.processCount);
  metrics.add(FAMILIES.agentOutdated, own, agent.outdated);
  metrics.add(FAMILIES.agentMemory, own, agent.rssBytes);
  metrics.add(FAMILIES.agentGpuMemory, own, agent.gpuMemoryMb === null ? null : agent.gpuMemoryMb * MEBIBYTE);
  if (agent.startedAt === null) return;
  metrics.add(FAMILIES.agentUptime, own, Math.max(0, now - agent.startedAt) / 1000);
  if (agent.readyAt !== null) {
    metrics.add(FAMILIES.agentStartup, own, Math.max(0, agent.readyAt - agent.startedAt) / 1000);
  }
}

function addMeasured(
  metrics: MetricSet,
  stack: string,
  { name, probes, probeResults, cpuSeconds, log }: AgentMeasurements,
): void {
  const own = { stack, agent: name };
  metrics.add(FAMILIES.agentCpu, own, cpuSeconds);
  for (const histogram of probes)
    metrics.addHistogram(FAMILIES.probeDuration, { ...own, probe: histogram.kind }, histogram);
  for (const [result, count] of Object.entries(probeResults)) metrics.add(FAMILIES.probes, { ...own, result }, count);
  metrics.add(FAMILIES.logBytes, own, log.sizeBytes);
  metrics.add(FAMILIES.logRetired, own, log.retiredBytes);
  metrics.add(FAMILIES.logDropped, own, log.droppedBytes);
}

function addModel(metrics: MetricSet, stack: string, { name, state, bytesDone, bytesTotal }: ModelSnapshot): void {
  const own = { stack, model: name };
  metrics.addState(FAMILIES.modelState, own, MODEL_STATES, state);
  metrics.add(FAMILIES.modelFetched, own, bytesDone);
  metrics.add(FAMILIES.modelSize, own, bytesTotal);
}

function addGpus(metrics: MetricSet, { vendor, driver, gpus }: GpuSnapshot): void {
  for (const { index, name, memoryTotalMb, memoryUsedMb, utilizationPercent } of gpus) {
    const own = { gpu: String(index) };
    const bytes = (megabytes: number | null) => (megabytes === null ? null : megabytes * MEBIBYTE);
    metrics.add(FAMILIES.gpuInfo, { ...own, name, vendor, driver: driver ?? '' }, 1);
    metrics.add(FAMILIES.gpuUtilization, own, utilizationPercent === null ? null : utilizationPercent / 100);
    metrics.add(FAMILIES.gpuMemoryUsed, own, bytes(memoryUsedMb));
    metrics.add(FAMILIES.gpuMemoryTotal, own, bytes(memoryTotalMb));
  }
}
