import type { AgentSnapshot, GpuSnapshot, StackIssue, StackSnapshot } from '../protocol/snapshot';
import { stackState } from '../supervisor/stack-state';
import { GONE, type Observation, type Observations, type WatchedAgent } from './watched-stack';

/** What does not change while a stack is watched. */
export interface RemoteIdentity {
  /** Real path of the startup file. */
  readonly file: string;
  readonly stackId: string;
  readonly machine: string | null;
  readonly projectRoot: string;
  /** Where it runs, for people: `Compose`, `Kubernetes`. */
  readonly place: string;
  /** When watching began. */
  readonly watchedSince: number;
}

/** The picture of a stack as our own supervisor would give it. What nobody there tells is null, as everywhere. */
export function remoteSnapshot(
  identity: RemoteIdentity,
  agents: readonly WatchedAgent[],
  observations: Observations,
  issues: readonly StackIssue[],
  previous: StackSnapshot | null,
  now: number,
): StackSnapshot {
  // Where anything of it is up, all of it is meant to be.
  const wanted = agents.some(({ serviceName }) => (observations.get(serviceName) ?? GONE).state !== 'stopped');
  const known = new Map(previous?.agents.map((agent) => [agent.name, agent]));
  const snapshots = [...agents]
    .sort((a, b) => a.layer - b.layer)
    .map((agent) =>
      agentSnapshot(agent, observations.get(agent.serviceName) ?? GONE, wanted, known.get(agent.name), now),
    );
  const started = snapshots.flatMap(({ startedAt }) => startedAt ?? []);
  const gpu: GpuSnapshot = {
    vendor: 'none',
    driver: null,
    gpus: [],
    reason: `it is on another machine, for all that ${identity.place} tells`,
  };
  return {
    file: identity.file,
    stackId: identity.stackId,
    machine: identity.machine,
    projectRoot: identity.projectRoot,
    state: stackState(wanted, snapshots),
    wanted,
    supervisorPid: 0,
    supervisorStartedAt: identity.watchedSince,
    startedAt: started.length === 0 ? null : Math.min(...started),
    configHash: '',
    gpu,
    issues,
    revision: (previous?.revision ?? 0) + 1,
    agents: snapshots,
  };
}

function agentSnapshot(
  agent: WatchedAgent,
  seen: Observation,
  wanted: boolean,
  previous: AgentSnapshot | undefined,
  now: number,
): AgentSnapshot {
  const declared = [agent.port, agent.healthPort].filter((port) => port !== null);
  const isMissing = wanted && seen.state === 'stopped';
  return {
    name: agent.name,
    group: agent.group,
    required: agent.required,
    wanted,
    state: seen.state,
    reason: seen.reason ?? (isMissing ? 'there is nothing of it' : null),
    cause: seen.cause,
    adopted: false,
    outdated: false,
    pid: seen.pid,
    processCount: seen.pid === null ? 0 : 1,
    startedAt: seen.startedAt,
    readyAt: seen.readyAt,
    since: previous?.state === seen.state ? previous.since : now,
    retryAt: null,
    probe: seen.probe,
    latencyMs: null,
    declaredPorts: [...new Set(declared)].sort((a, b) => a - b),
    port: agent.port,
    healthPort: agent.healthPort,
    listeningPorts: null,
    restarts: seen.restarts,
    cpuPercent: null,
    rssBytes: null,
    gpuMemoryMb: null,
    dependencies: agent.dependencies,
    layer: agent.layer,
    logFile: '',
    script: agent.script,
    scriptText: agent.scriptText,
  };
}

/** Whether two pictures tell people the same. */
export function looksSame(a: StackSnapshot, b: StackSnapshot): boolean {
  const told = (snapshot: StackSnapshot) => JSON.stringify({ ...snapshot, revision: 0 });
  return told(a) === told(b);
}
