import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';

/** Something that is given back with `dispose`; VS Code's kind of subscription, without VS Code. */
export interface Subscription {
  dispose(): void;
}

/** A conversation with the supervisor of one startup file: the part of a connection that the client uses. */
export type StackLink = Pick<
  StackConnection,
  'snapshot' | 'isClosed' | 'onDidChange' | 'onDidClose' | 'start' | 'stop' | 'restart' | 'logs' | 'dispose'
>;

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
