/**
 * What a supervisor tells its clients: plain JSON values, complete enough that a tree view, a table or a metric needs nothing else.
 *
 * No field ever holds the value of a secret: texts that come from an agent's output are masked before they get here.
 * Times are milliseconds since the epoch; durations say their unit in their name.
 */

/**
 * Where an agent is in its life.
 *
 * - `stopped`    not wanted, nothing of it runs
 * - `blocked`    wanted, but something must change first: a dependency failed or was stopped, or a stranger holds its port
 * - `waiting`    its dependencies are on their way
 * - `prefetching` its models are being fetched
 * - `starting`   its process runs and has not answered yet
 * - `ready`      it answers, and the answer came from a process of its own
 * - `degraded`   it answers and calls itself degraded, answers elsewhere than declared, or runs on the CPU and would rather not
 * - `unhealthy`  it runs, but several probes in a row failed
 * - `stopping`   it was asked to end; `reason` names the processes that are still there
 * - `backoff`    it ended by itself and is started again at `retryAt`
 * - `failed`     it is not started again: crash loop, missing script, `restart: never`; `cause` says why
 * - `orphaned`   its main process is gone, but processes it left behind are still being ended
 */
export type AgentState =
  | 'stopped'
  | 'blocked'
  | 'waiting'
  | 'prefetching'
  | 'starting'
  | 'ready'
  | 'degraded'
  | 'unhealthy'
  | 'stopping'
  | 'backoff'
  | 'failed'
  | 'orphaned';

/**
 * The stack as a whole.
 *
 * - `stopped`  nothing runs or is wanted
 * - `starting` at least one required agent is on its way and none has failed
 * - `ready`    every required agent that is wanted is ready
 * - `degraded` every required agent answers, but one is degraded, or an optional one is not ready
 * - `failed`   a required agent is failed, blocked or unhealthy
 * - `stopping` agents are being stopped
 */
export type StackState = 'stopped' | 'starting' | 'ready' | 'degraded' | 'failed' | 'stopping';

/** How an answer about an agent's health was obtained. `open` states apart: see {@link AgentSnapshot.probe}. */
export type ProbeKindName = 'http' | 'zmq' | 'tcp' | 'exec' | 'grpc' | 'log' | 'process';

export type CauseKind =
  /** Ended by itself with a non-zero code. */
  | 'exit-code'
  /** Exit code 0 although nobody asked it to end. */
  | 'exit-zero'
  /** Ended by a signal nobody here sent. */
  | 'signal'
  /** The kernel's out-of-memory killer, or a MemoryError. */
  | 'out-of-memory'
  | 'gpu-out-of-memory'
  /** An uncaught Python exception; `text` is the traceback's last line. */
  | 'python-exception'
  /** The program could not be started at all. */
  | 'spawn-failed'
  /** The script named by the startup file is nowhere. */
  | 'script-not-found'
  /** Its entry cannot be started as written: no script, cycle, variable without a value. */
  | 'not-startable'
  /** A process that is none of this agent's holds or answers on its port. */
  | 'port-held'
  /** It never answered in its start period, or stopped answering. */
  | 'unhealthy'
  /** It ended while no supervisor watched, so the exit code is unknown. */
  | 'unobserved';

/** Why an agent is not, or no longer, running. */
export interface AgentCause {
  readonly kind: CauseKind;
  /** One line for people: what happened. Secrets masked. */
  readonly text: string;
  readonly exitCode: number | null;
  /** Signal name, e.g. `SIGKILL`. */
  readonly signal: string | null;
  /** The last lines the agent wrote (at most 20), oldest first. Secrets masked. */
  readonly lastLines: readonly string[];
  /** When it happened. */
  readonly at: number;
}

/** The probe that answers for an agent. */
export interface AgentProbe {
  readonly kind: ProbeKindName;
  /** The port that answered; null for probes without one. */
  readonly port: number | null;
  /** What was asked, e.g. `GET /health` or `health_check`. Null when there is nothing to say. */
  readonly detail: string | null;
  /**
   * True when nothing better than "the port accepts connections" or "the process lives" could be had:
   * the agent is running, but whether it is healthy is not known.
   */
  readonly weak: boolean;
}

export interface AgentSnapshot {
  /** The name in the startup file; unique in the stack. */
  readonly name: string;
  readonly group: string | null;
  /** False: its failure never holds others back and never fails the stack. */
  readonly required: boolean;
  /** Whether somebody wants it up. An agent that is `failed` is still wanted. */
  readonly wanted: boolean;
  readonly state: AgentState;
  /** One line that explains the state where the state's name does not: "waits for Registry", "port 7200 is held by …". Else null. */
  readonly reason: string | null;
  /** Why its last run ended; kept while it is started again, cleared once it has been ready for a minute. */
  readonly cause: AgentCause | null;
  /** True when this run was started by an earlier supervisor and taken over. */
  readonly adopted: boolean;
  /** The startup file says something else about this agent now than when it was started; a restart applies it. */
  readonly outdated: boolean;
  /** Process id of the main process; null when it does not run. */
  readonly pid: number | null;
  /** Number of processes that belong to it, the main process included. */
  readonly processCount: number;
  readonly startedAt: number | null;
  /** When it became ready in this run. */
  readonly readyAt: number | null;
  /** When its state last changed. */
  readonly since: number;
  /** The time of the next attempt while `backoff`. */
  readonly retryAt: number | null;
  /** The probe that answers; null before the first answer. */
  readonly probe: AgentProbe | null;
  /** Round trip of the last answered probe, in milliseconds. */
  readonly latencyMs: number | null;
  /** Ports the startup file gives it: its own and its health port, resolved; ascending, no repeats. */
  readonly declaredPorts: readonly number[];
  /** The declared main port and health port by themselves; null when not declared. */
  readonly port: number | null;
  readonly healthPort: number | null;
  /** Ports on which any of its processes really listens; ascending, no repeats. Null: cannot be found out on this machine. */
  readonly listeningPorts: readonly number[] | null;
  /** Automatic restarts since the stack was started (adoption keeps the count). */
  readonly restarts: number;
  /** Sum over its processes; 100 is one core. Null while not sampled. */
  readonly cpuPercent: number | null;
  /** Resident memory, sum over its processes, bytes. */
  readonly rssBytes: number | null;
  /** GPU memory over its processes, MiB; null when there is no GPU or the driver does not say. */
  readonly gpuMemoryMb: number | null;
  /** The GPUs it was given, by {@link GpuDeviceSnapshot.index}, its default first; absent where it has none, or chose by itself. */
  readonly gpus?: readonly number[];
  /** Names of the agents in this file that it waits for. */
  readonly dependencies: readonly string[];
  /** Names of the agents that other machines start and it depends on, see {@link StackSummary.remotes}. */
  readonly remoteDependencies?: readonly string[];
  /** 0-based position in the start order; agents of one layer may start at the same time. */
  readonly layer: number;
  /** Absolute path of its log; it may not exist yet. */
  readonly logFile: string;
  /** Absolute path of its script; null when it runs a module or its script was not found. */
  readonly script: string | null;
  /** The script or module as the startup file writes it. */
  readonly scriptText: string | null;
}

export interface GpuDeviceSnapshot {
  readonly index: number;
  readonly name: string;
  readonly memoryTotalMb: number | null;
  readonly memoryUsedMb: number | null;
  readonly utilizationPercent: number | null;
}

/** `none` is a normal state; `reason` then says how that was found out. */
export interface GpuSnapshot {
  readonly vendor: 'nvidia' | 'amd' | 'apple' | 'none';
  readonly driver: string | null;
  readonly gpus: readonly GpuDeviceSnapshot[];
  readonly reason: string | null;
}

/** Something the plan wants people to know: a dependency on another machine's agent, a cycle, a missing script. */
export interface StackIssue {
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  /** The agent it concerns; null for the file as a whole. */
  readonly agent: string | null;
}

/** An agent that another machine starts and that agents here depend on: asked for its health, never started or stopped. */
export interface RemoteAgentSnapshot {
  readonly name: string;
  /** The machine that starts it; null where no startup file says which. */
  readonly machine: string | null;
  /** `host:port`. */
  readonly address: string;
  /** False: nobody waits for it. */
  readonly required: boolean;
  /** `unknown`: not asked yet. */
  readonly state: 'unknown' | 'ready' | 'degraded' | 'unhealthy' | 'unreachable';
  /** One line that explains the state: "refuses connections". */
  readonly reason: string | null;
  /** Round trip of the last answer, in milliseconds. */
  readonly latencyMs: number | null;
}

/** A model that agents of this stack need before they start. */
export interface ModelSnapshot {
  /** The name in the model manifest. */
  readonly name: string;
  /**
   * `unknown`: nobody has asked for it yet. `checking`: what is here is compared with its SHA-256. `waiting`: others are fetched first, or
   * another process fetches it. `skipped`: it could not be had, and its agents do without.
   */
  readonly state: 'unknown' | 'waiting' | 'checking' | 'fetching' | 'present' | 'failed' | 'skipped';
  /** False: its agents start without it where it cannot be had. */
  readonly required: boolean;
  /** Absolute path of the file or folder; null where that is not known yet, or nobody's business. */
  readonly path: string | null;
  readonly bytesDone: number;
  /** Null while nobody knows. */
  readonly bytesTotal: number | null;
  /** Null while nothing is fetched. */
  readonly bytesPerSecond: number | null;
  /** What went wrong, or what holds it up, in one line. */
  readonly error: string | null;
  /** Names of the agents that need it. */
  readonly agents: readonly string[];
}

/** The last configuration with which all required agents were ready. */
export interface LastGoodSnapshot {
  readonly readyAt: number;
  readonly gitCommit: string | null;
  /** What differs from it in what was started last; relative to the project's root where they lie below it. */
  readonly changedFiles: readonly string[];
}

/** Everything about the stack except its agents. */
export interface StackSummary {
  /** Real path of the startup file. */
  readonly file: string;
  /** Stable identity of the stack on this machine: a hash of the file's real path and the user. */
  readonly stackId: string;
  /** The machine the file starts (`main_pc`), when it names one. */
  readonly machine: string | null;
  /** Directory in which agents are started. */
  readonly projectRoot: string;
  readonly state: StackState;
  /** Whether the stack was asked to be up. */
  readonly wanted: boolean;
  readonly supervisorPid: number;
  /** When this supervisor started. */
  readonly supervisorStartedAt: number;
  /** When the stack was last asked to start; null when it never was. Survives adoption. */
  readonly startedAt: number | null;
  /** SHA-256 of the startup file as last read. */
  readonly configHash: string;
  readonly gpu: GpuSnapshot;
  readonly issues: readonly StackIssue[];
  /** Models that agents need; absent: the supervisor knows none. */
  readonly models?: readonly ModelSnapshot[];
  /** Profiles that were asked for and hold until the stack is down; absent: the supervisor knows none. */
  readonly profiles?: readonly string[];
  /** Agents on other machines that agents here depend on; absent: the supervisor knows none. */
  readonly remotes?: readonly RemoteAgentSnapshot[];
  /** What a rollback would go back to, where that is not what was started last; else absent. */
  readonly lastGood?: LastGoodSnapshot;
}

export interface StackSnapshot extends StackSummary {
  /** Counts up with every change, from 1. */
  readonly revision: number;
  /** In start order: by layer, then as in the file. */
  readonly agents: readonly AgentSnapshot[];
}
