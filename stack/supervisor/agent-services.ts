import type { ComposedEnvironment } from '../environment/compose';
import type { Clock } from '../process/clock';
import type { ProcessFamily } from '../process/family';
import type { Shims } from '../process/shim';
import type { StackPolicy } from '../policy/stack-policy';
import type { ModelSupply } from '../models/supply/model-supply';
import type { PlannedAgent } from '../plan/launch-plan';
import type { Gate } from './dependency-gate';
import type { GpuRoom } from './gpu-room';
import type { HealthPolicy } from './health-judge';
import type { MachineView } from './machine-view';
import type { Recorder } from '../metrics/recorder';
import type { SocketBell } from './socket-bell';
import type { RemoteHealth } from './remote-health';
import type { RestartPolicy } from './restart-policy';

/** What the life of one agent needs from the stack it lives in. */
export interface AgentServices {
  readonly stackId: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly view: MachineView;
  /** Keeps count of what happens. */
  readonly recorder: Pick<Recorder, 'probed'>;
  readonly bell: SocketBell;
  /** As the project's configuration had it when the startup file was last read. */
  readonly policy: StackPolicy;
  /** The policy's, with what this supervisor was started with. */
  readonly health: HealthPolicy;
  readonly restart: RestartPolicy;
  readonly logFile: (agent: string) => string;
  /** Throws when a `.env` file cannot be read. */
  readonly environment: (plan: PlannedAgent) => ComposedEnvironment;
  readonly shims: Shims;
  /** Who has which part of the machine's GPUs. */
  readonly gpus: GpuRoom;
  /** Agents that will want room on a GPU and do not run yet, the one that asks left out. */
  readonly waitingForGpu: (asking: string) => readonly PlannedAgent[];
  /** Ends processes that carry this stack's mark and belong to no agent: left by an earlier run. */
  readonly endUnclaimed: () => Promise<void>;
  /** How agents that other machines start are. */
  readonly remotes: Pick<RemoteHealth, 'look'>;
  /** The models that agents need, and how far they are. */
  readonly models: Pick<ModelSupply, 'look' | 'lackedBy' | 'vramMb'>;
  /** Whether those it waits for are ready. */
  readonly gate: (plan: PlannedAgent) => Gate;
  /** The agent a family belongs to, for messages. */
  readonly agentOf: (family: ProcessFamily) => string | null;
  /** Resolves at the next change of any agent, or when the signal is aborted. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
  /** Resolves when every agent that must end before this one has ended; `onWaiting` hears for whom it waits. */
  readonly stopTurn: (name: string, onWaiting: (names: readonly string[]) => void) => Promise<void>;
  /** Resolves when the present state is on disk. */
  readonly persist: () => Promise<void>;
  /** Tells the stack that this agent changed. */
  readonly publish: () => void;
  /** One line for the supervisor's own log; never with a secret in it. */
  readonly log: (line: string) => void;
}
