import { join } from 'node:path';
import { logFileName } from '../logs/log-name';
import type { Recorder } from '../metrics/recorder';
import type { ModelSupply } from '../models/supply/model-supply';
import type { Clock } from '../process/clock';
import { Shims } from '../process/shim';
import type { StackPaths } from '../rendezvous/stack-paths';
import type { AgentLives } from './agent-lives';
import type { AgentServices } from './agent-services';
import type { ChangeSignal } from './change-signal';
import type { GpuRoom } from './gpu-room';
import type { HealthPolicy } from './health-judge';
import { endUnclaimed } from './leftovers';
import type { MachineView } from './machine-view';
import type { PlanSource } from './plan-source';
import type { RemoteHealth } from './remote-health';
import type { RestartPolicy } from './restart-policy';
import { SocketBell } from './socket-bell';

/** The parts of a supervisor that its agents need something of. */
export interface ServiceParts {
  readonly paths: StackPaths;
  readonly clock: Clock;
  readonly lives: AgentLives;
  readonly changes: ChangeSignal;
  readonly view: MachineView;
  readonly source: PlanSource;
  readonly recorder: Recorder;
  readonly gpus: GpuRoom;
  readonly models: ModelSupply;
  readonly remotes: RemoteHealth;
  /** What wins over the policy. */
  readonly health: Partial<HealthPolicy> | undefined;
  readonly restart: Partial<RestartPolicy> | undefined;
  readonly persist: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** What the lives of a stack's agents get from the stack around them. */
export function createServices(parts: ServiceParts): AgentServices {
  const { paths, clock, lives, changes, view, source, log } = parts;
  return {
    stackId: paths.stackId,
    clock,
    random: Math.random,
    view,
    recorder: parts.recorder,
    bell: new SocketBell(clock),
    get policy() {
      return source.policy;
    },
    get health() {
      return { ...source.policy.health, ...parts.health };
    },
    get restart() {
      return { ...source.policy.restart, ...parts.restart };
    },
    logFile: (agent) => join(paths.logDirectory, logFileName(agent)),
    environment: (plan) => source.environmentFor(plan),
    shims: new Shims(() => clock.now()),
    gpus: parts.gpus,
    waitingForGpu: (asking) => lives.waitingForGpu(asking),
    endUnclaimed: () => endUnclaimed(view, clock, log),
    remotes: parts.remotes,
    models: parts.models,
    gate: (plan) => lives.gate(plan),
    agentOf: (family) => lives.agentOf(family),
    changed: (signal) => changes.next(signal),
    stopTurn: async (name, onWaiting) => {
      for (;;) {
        const before = lives.stoppedBefore(name);
        if (before.length === 0) return;
        onWaiting(before);
        await changes.next();
      }
    },
    persist: parts.persist,
    publish: () => changes.publish(),
    log,
  };
}
