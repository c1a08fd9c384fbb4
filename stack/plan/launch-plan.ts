import type { AgentDefinition, GpuRequirement, ProbeDefinition, RestartLimits } from '../definition/model';
import type { Neighbourhood } from './neighbourhood';
import type { RemoteDependency } from './remote-dependency';
import type { StackIssue } from '../protocol/snapshot';

/** One agent with everything resolved that starting it takes, except its environment, which is composed at each start. */
export interface PlannedAgent {
  readonly name: string;
  readonly group: string | null;
  readonly definition: AgentDefinition;
  readonly required: boolean;
  /** Program and arguments; null when it cannot be started, then `fault` says why. */
  readonly command: readonly string[] | null;
  readonly fault: AgentFault | null;
  /** Absolute path of the script; null for modules and for scripts that were not found. */
  readonly script: string | null;
  readonly scriptText: string | null;
  readonly cwd: string;
  /** Agents of this plan that must be ready before it starts; optional ones are not among them. */
  readonly waitsFor: readonly string[];
  /** All agents of this plan it names as dependencies: what is started along with it and stopped after it. */
  readonly dependencies: readonly string[];
  /** Dependencies that another machine starts, as far as it is known where they are. */
  readonly remoteDependencies: readonly RemoteDependency[];
  /** 0-based; agents of one layer wait only for agents of lower ones. */
  readonly layer: number;
  readonly port: number | null;
  readonly healthPort: number | null;
  /** `port` and `healthPort`, ascending, no repeats. */
  readonly declaredPorts: readonly number[];
  readonly host: string | null;
  readonly probe: ProbeDefinition | null;
  /** Signals it is asked to end with, in this order, before SIGKILL. */
  readonly stopSignals: readonly NodeJS.Signals[];
  readonly graceMs: number;
  readonly restart: 'always' | 'on-failure' | 'never';
  /** What its entry says about restarts; the rest is the policy's. */
  readonly restartLimits: RestartLimits;
  readonly gpu: GpuRequirement | null;
  readonly vramMb: number | null;
  /** Names from the model manifest. */
  readonly models: readonly string[];
  /** Empty: it is always started. Else only when one of them was asked for, or itself by name. */
  readonly profiles: readonly string[];
  /** Changes when anything changes that a running agent would have to be restarted for. */
  readonly fingerprint: string;
}

export interface AgentFault {
  readonly kind: 'script-not-found' | 'not-startable';
  readonly text: string;
}

/** An agent that no profile asked for has brought along. */
export interface DormantAgent {
  readonly name: string;
  readonly profiles: readonly string[];
}

export interface LaunchPlan {
  readonly file: string;
  readonly projectRoot: string;
  readonly machine: string | null;
  /** In start order: by layer, then as in the file. */
  readonly agents: readonly PlannedAgent[];
  /** Names of agents the file lists but switches off. */
  readonly disabled: readonly string[];
  /** Agents that are left out because none of their profiles was asked for. */
  readonly dormant: readonly DormantAgent[];
  /** Who else there is: what agents' environments tell them about. */
  readonly neighbourhood: Neighbourhood;
  readonly issues: readonly StackIssue[];
}
