import type { ProbeDefinition } from '../definition/model';

export type ProbeKind = 'http' | 'tcp' | 'zmq' | 'exec' | 'grpc' | 'log';

/**
 * - `healthy`, `degraded`, `unhealthy`: the agent said so itself.
 * - `open`: something accepts connections and cannot be asked (or does not understand the question). Never counts as healthy.
 * - `unreachable`: nothing accepts connections.
 */
export type ProbeVerdict = 'healthy' | 'degraded' | 'unhealthy' | 'open' | 'unreachable';

export interface ProbeResult {
  readonly verdict: ProbeVerdict;
  readonly kind: ProbeKind;
  /** The port that was asked; null for probes that ask none (exec, log) and when no port is known. */
  readonly port: number | null;
  /** Time the answer took, in milliseconds. */
  readonly latencyMs: number;
  /** One line for people: what was asked and what came back. Holds no more than 200 characters of the agent's own words. */
  readonly detail: string;
}

/** Whom to ask. One target per start of an agent: a restarted agent gets a new one. */
export interface ProbeTarget {
  /** Address to connect to; `127.0.0.1` when absent. */
  readonly host?: string;
  /** The declared main port, offset resolved; null when the file gives none. */
  readonly port: number | null;
  /** The declared health port, offset resolved; null when the file gives none. */
  readonly healthPort: number | null;
  /** What the startup file says about this agent's probe; null means `auto`. */
  readonly definition: ProbeDefinition | null;
  /**
   * The ports that processes of this agent listen on now. When given and not null, `auto` asks no other port, so that a
   * neighbour's health port is never taken for this agent's, and also asks owned ports that the file does not declare.
   */
  readonly ownedPorts?: () => readonly number[] | null;
  /** Working directory and environment of an exec probe. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The agent's log and the offset in bytes at which this start begins; for log probes. */
  readonly logFile?: string;
  readonly logOffset?: number;
  /** A log probe has been healthy in this start already: the line may have been rotated away since. */
  readonly logSeen?: boolean;
}

export interface ProbeOptions {
  /** Time for one check in milliseconds, where the definition sets none. Default 8000: agents wait for their own dependencies. */
  readonly timeoutMs?: number;
}

export interface Prober {
  /**
   * Asks once. Never rejects except when `signal` is aborted (then with the signal's reason); takes at most the time limit.
   * Calls must not overlap.
   */
  check(signal?: AbortSignal): Promise<ProbeResult>;
}

/** What every probe over a socket is told besides the port. */
export interface Asked {
  readonly host: string;
  readonly timeoutMs: number;
}

export interface AskedPort extends Asked {
  readonly port: number;
  /** HTTP path to ask instead of the usual ones. */
  readonly path?: string;
}

/**
 * How a probe over a socket ended, for `auto` to decide whom to ask next: `answered` in its protocol (whatever the verdict),
 * `foreign` when the peer speaks another, `silent` when it accepted and said nothing in time, `refused` when nobody accepted.
 */
export type SocketProbeResult = ProbeResult & { readonly outcome: 'answered' | 'foreign' | 'silent' | 'refused' };
