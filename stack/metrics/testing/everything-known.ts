import type { AgentSnapshot } from '../../protocol/snapshot';
import { Recorder } from '../recorder';
import type { StackReading } from '../stack-metrics';

/** An agent about which everything is known. */
export function agentSnapshot(change: Partial<AgentSnapshot> = {}): AgentSnapshot {
  return {
    name: 'Hub',
    group: 'core',
    required: true,
    wanted: true,
    state: 'ready',
    reason: null,
    cause: null,
    adopted: false,
    outdated: false,
    pid: 4321,
    processCount: 3,
    startedAt: 1_000_000,
    readyAt: 1_002_500,
    since: 1_002_500,
    retryAt: null,
    probe: { kind: 'http', port: 8000, detail: 'GET /health', weak: false },
    latencyMs: 2,
    declaredPorts: [7200],
    port: 7200,
    healthPort: 8200,
    listeningPorts: [7200, 8200],
    restarts: 2,
    cpuPercent: 12.5,
    rssBytes: 100_000_000,
    gpuMemoryMb: 512,
    dependencies: [],
    layer: 0,
    logFile: '/state/logs/Hub.log',
    script: '/project/hub.py',
    scriptText: 'hub.py',
    ...change,
  };
}

/** A stack of which everything is known, and one whose supervisor has died. */
export function everythingKnown(): StackReading[] {
  const recorder = new Recorder();
  recorder.probed('Hub', { kind: 'http', verdict: 'healthy', latencyMs: 2 });
  recorder.probed('Hub', { kind: 'http', verdict: 'healthy', latencyMs: 700 });
  recorder.probed('Hub', { kind: 'tcp', verdict: 'unreachable', latencyMs: 0 });
  recorder.used('Hub', [{ pid: 1, cpuSeconds: 12.25 }]);
  const snapshot = {
    file: '/project/startup.yaml',
    stackId: '0123456789abcdef',
    machine: 'main_pc',
    projectRoot: '/project',
    state: 'degraded' as const,
    wanted: true,
    supervisorPid: 99,
    supervisorStartedAt: 900_000,
    startedAt: 950_000,
    configHash: '',
    gpu: {
      vendor: 'nvidia' as const,
      driver: '550.1',
      gpus: [{ index: 0, name: 'H200', memoryTotalMb: 1024, memoryUsedMb: 256, utilizationPercent: 75 }],
      reason: null,
    },
    issues: [{ severity: 'warning' as const, agent: null, message: 'a disk is full' }],
    revision: 1,
    models: [
      {
        name: 'phi-3',
        state: 'fetching' as const,
        required: true,
        path: '/models/phi-3',
        bytesDone: 1000,
        bytesTotal: 4000,
        bytesPerSecond: 10,
        error: null,
        agents: ['Hub'],
      },
    ],
    remotes: [
      {
        name: 'Registry',
        machine: 'pc2',
        address: '192.0.2.1:7200',
        required: true,
        state: 'unreachable' as const,
        reason: 'refuses connections',
        latencyMs: null,
      },
    ],
    agents: [
      agentSnapshot(),
      agentSnapshot({
        name: 'Late',
        state: 'stopped',
        wanted: false,
        required: false,
        startedAt: null,
        readyAt: null,
        rssBytes: null,
        gpuMemoryMb: null,
        processCount: 0,
        restarts: 0,
      }),
    ],
  };
  const measured = (name: string) => ({
    name,
    probes: recorder.histograms(name),
    probeResults: recorder.results(name),
    cpuSeconds: recorder.cpuSeconds(name),
    log: { sizeBytes: 5000, retiredBytes: 100, droppedBytes: 7 },
  });
  const supervisor = { version: '1.2.3', cpuSeconds: 1.5, rssBytes: 50_000_000 };
  return [
    {
      stack: '~/va/startup.yaml',
      measurements: { snapshot, supervisor, agents: ['Hub', 'Late'].map(measured) },
      left: [],
    },
    { stack: '/srv/other.yaml', measurements: null, left: [{ agent: 'Worker', restarts: 5 }] },
  ];
}
