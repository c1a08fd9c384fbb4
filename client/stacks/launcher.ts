import type { LogsParams, LogsResult, StartParams, StartResult } from '@agent-preflight/stack/protocol/messages';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';

/** Something that is given back with `dispose`; VS Code's kind of subscription, without VS Code. */
export interface Subscription {
  dispose(): void;
}

/** A conversation with the supervisor of one startup file, as far as the client needs it. */
export interface StackLink {
  readonly snapshot: StackSnapshot;
  onDidChange(listener: (snapshot: StackSnapshot) => void): Subscription;
  /** The supervisor ended or was killed, or the connection was lost. Not called after `dispose`. */
  onDidClose(listener: () => void): Subscription;
  start(params: StartParams): Promise<StartResult>;
  stop(agents?: readonly string[]): Promise<void>;
  restart(agents?: readonly string[]): Promise<void>;
  logs(params: LogsParams): Promise<LogsResult>;
  /** Lines of every agent that is followed on this link. */
  onLogLines(listener: (agent: string, lines: readonly string[]) => void): Subscription;
  unfollow(agent: string): Promise<void>;
  dispose(): void;
}

/** How the client reaches supervisors. */
export interface Launcher {
  /**
   * Joins the supervisor of a startup file, or has one take over agents that a killed one left behind. Starts no agent.
   * Null when nothing of the stack runs.
   */
  attach(file: string): Promise<StackLink | null>;
  /** Joins the supervisor of a startup file, starting one where there is none. Starts no agent. */
  attachOrStart(file: string): Promise<StackLink>;
}
