import type { AgentCause, AgentSnapshot, StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { DeclaredAgent, DeclaredStack } from './stack-list';

/** Snapshots for tests, complete and unremarkable except for what a test says. */

export function declaredAgent(name: string, over: Partial<DeclaredAgent> = {}): DeclaredAgent {
  return { name, group: null, script: `/project/${name}.py`, ports: [7200, 8200], enabled: true, ...over };
}

export function declaredStack(agents: readonly DeclaredAgent[], over: Partial<DeclaredStack> = {}): DeclaredStack {
  return {
    file: '/project/config/startup.yaml',
    displayPath: 'config/startup.yaml',
    machine: null,
    agents,
    ...over,
  };
}

export function agentSnapshot(name: string, over: Partial<AgentSnapshot> = {}): AgentSnapshot {
  return {
    name,
    group: null,
    required: true,
    wanted: true,
    state: 'ready',
    reason: null,
    cause: null,
    adopted: false,
    outdated: false,
    pid: 4711,
    processCount: 1,
    startedAt: 1_000_000,
    readyAt: 1_001_000,
    since: 1_001_000,
    retryAt: null,
    probe: { kind: 'http', port: 8200, detail: 'GET /health', weak: false },
    latencyMs: 3.4,
    declaredPorts: [7200, 8200],
    port: 7200,
    healthPort: 8200,
    listeningPorts: [7200, 8200],
    restarts: 0,
    cpuPercent: 1.25,
    rssBytes: 40 * 1024 * 1024,
    gpuMemoryMb: null,
    dependencies: [],
    layer: 0,
    logFile: `/state/logs/${name}.log`,
    script: `/project/${name}.py`,
    scriptText: `${name}.py`,
    ...over,
  };
}

export function agentCause(over: Partial<AgentCause> = {}): AgentCause {
  return {
    kind: 'exit-code',
    text: 'ended with exit code 1',
    exitCode: 1,
    signal: null,
    lastLines: [],
    at: 0,
    ...over,
  };
}

export function stackSnapshot(agents: readonly AgentSnapshot[], over: Partial<StackSnapshot> = {}): StackSnapshot {
  return {
    file: '/project/config/startup.yaml',
    stackId: '0123456789abcdef',
    machine: null,
    projectRoot: '/project',
    state: 'ready',
    wanted: true,
    supervisorPid: 4000,
    supervisorStartedAt: 999_000,
    startedAt: 999_500,
    configHash: 'f'.repeat(64),
    gpu: { vendor: 'none', driver: null, gpus: [], reason: 'nvidia-smi was not found' },
    issues: [],
    revision: 1,
    agents,
    ...over,
  };
}
