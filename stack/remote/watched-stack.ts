import type { AgentCause, AgentProbe, AgentState, StackSnapshot } from '../protocol/snapshot';

/** A live view of a stack, whoever runs it: what a table or a tree needs. A `StackConnection` is one, too. */
export interface WatchedStack {
  /** As last heard; kept up to date. */
  snapshot(): StackSnapshot;
  readonly isClosed: boolean;
  /** Calls the listener after every change, until the function it returns is called. */
  onDidChange(listener: (snapshot: StackSnapshot) => void): () => void;
  /** Calls the listener when there is nothing more to hear. */
  onDidClose(listener: () => void): () => void;
  dispose(): void;
}

/** Thrown when what runs the stack cannot be asked at all; the message says what to do. */
export class RemoteUnreachable extends Error {
  override readonly name = 'RemoteUnreachable';
}

/** What a startup file says about an agent that somebody else runs. */
export interface WatchedAgent {
  readonly name: string;
  /** What it is called there. */
  readonly serviceName: string;
  readonly group: string | null;
  readonly required: boolean;
  readonly layer: number;
  readonly port: number | null;
  readonly healthPort: number | null;
  readonly dependencies: readonly string[];
  /** Absolute path on this machine; null when it is not here. */
  readonly script: string | null;
  readonly scriptText: string | null;
}

/** What is known of an agent where it runs. */
export interface Observation {
  readonly state: AgentState;
  readonly reason: string | null;
  readonly cause: AgentCause | null;
  readonly probe: AgentProbe | null;
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly readyAt: number | null;
  readonly restarts: number;
}

/** Of what nothing is to be seen. */
export const GONE: Observation = {
  state: 'stopped',
  reason: null,
  cause: null,
  probe: null,
  pid: null,
  startedAt: null,
  readyAt: null,
  restarts: 0,
};

/** By service name; services without one do not exist there. */
export type Observations = ReadonlyMap<string, Observation>;
