import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { StackMeasurements } from './measurements';
import type { AgentSnapshot, StackIssue, StackSnapshot, StackSummary } from './snapshot';

/**
 * The conversation between a supervisor and its clients: JSON-RPC 2.0 with LSP's framing (`Content-Length`) over a Unix socket or a
 * named pipe that only the user can open. `hello` comes first; every other request is refused until it was answered.
 */

/** Raised when an old client could misunderstand a new supervisor, or the other way round. */
export const PROTOCOL_VERSION = 1;

export interface HelloParams {
  readonly protocolVersion: number;
  /** Who is calling, for the supervisor's log: `cli`, `vscode`, `mcp`, … */
  readonly client: string;
  readonly clientPid: number;
  /**
   * `stop-on-disconnect`: when the last connection with this lease ends, however it ends, the supervisor stops the stack.
   * That is what `up --foreground` holds. Default `none`.
   */
  readonly lease?: 'none' | 'stop-on-disconnect';
  /**
   * Milliseconds in which a connection with the lease may come (back) before the stack is stopped: an editor's window that is reloaded
   * is gone for a few seconds. Default 0.
   */
  readonly leaseGraceMs?: number;
  /** Only looks on: a supervisor with nothing to run does not stay for this connection. Default false. */
  readonly passive?: boolean;
}

export interface HelloResult {
  readonly protocolVersion: number;
  /** Process id of the supervisor and when it started (milliseconds since the epoch). */
  readonly pid: number;
  readonly startedAt: number;
  readonly stackId: string;
  /** Real path of the startup file. */
  readonly file: string;
  /** SHA-256 of the startup file as the supervisor last read it. */
  readonly configHash: string;
  /** Optional abilities, by name; unknown ones are to be ignored. */
  readonly capabilities: readonly string[];
}

/** Which agents a request is about: all of the stack when absent. Unknown names are an `unknownAgent` error. */
export interface AgentSelection {
  readonly agents?: readonly string[];
}

export interface StartParams extends AgentSelection {
  /** With `agents`: also start what they (transitively) depend on. Default true. */
  readonly withDependencies?: boolean;
  /** Also start agents of these profiles, now and until the stack is down; `*` stands for all. An agent named in `agents` needs none. */
  readonly profiles?: readonly string[];
}

export interface StartResult {
  /** Agents that are wanted up now because of this request, those already running included. */
  readonly agents: readonly string[];
  readonly issues: readonly StackIssue[];
}

export interface StopParams extends AgentSelection {
  /** With `agents`: also stop what (transitively) depends on them. Default false. */
  readonly withDependents?: boolean;
}

/** Answered when everything has ended; progress shows in the state. */
export interface StopResult {
  readonly agents: readonly string[];
}

export type RestartParams = AgentSelection;

/** Answered when the old processes have ended and the new start is under way. */
export interface RestartResult {
  readonly agents: readonly string[];
}

export interface LogsParams {
  readonly agent: string;
  /** How many of the last lines; default 100, at most 10,000. */
  readonly lines?: number;
  /** Go on sending {@link LogLinesNotification}s for this agent on this connection until `logs/unfollow` or its end. */
  readonly follow?: boolean;
  /** Only lines that match; they are looked for in rotated files as well. */
  readonly match?: LogMatch;
  /** Only lines written at that time or later, and before that time, as far as they say when that was. Milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
}

/** Lines are matched with their secrets hidden. A pattern that cannot be used is an `unusablePattern` error. */
export interface LogMatch {
  /** A regular expression in RE2's syntax, so that no pattern takes long; the very text with `fixed`. */
  readonly pattern: string;
  readonly fixed?: boolean;
  readonly ignoreCase?: boolean;
}

export interface LogsResult {
  /** Absolute path of the log. */
  readonly file: string;
  /** Oldest first, without line ends. Secrets masked. */
  readonly lines: readonly string[];
  /**
   * When each of the lines was written, in milliseconds since the epoch, as far as it or one before it says so; else null. Absent unless
   * something but the end of the log was asked for.
   */
  readonly times?: readonly (number | null)[];
}

export interface UnfollowParams {
  readonly agent: string;
}

export interface ShutdownParams {
  /** True (default): stop all agents in reverse order first. False: leave them running; the next supervisor adopts them. */
  readonly stopAgents?: boolean;
}

/** What changed since the revision the client had: agents are given whole, `stack` only when it changed. */
export interface StackChange {
  readonly revision: number;
  readonly stack: StackSummary | null;
  readonly agents: readonly AgentSnapshot[];
  /** Names of agents that left the startup file. */
  readonly removed: readonly string[];
  /** All names in start order, given when agents came, went or changed places. */
  readonly order: readonly string[] | null;
}

export interface LogLines {
  readonly agent: string;
  readonly lines: readonly string[];
  /** How many lines before these were left out, because they came faster than they could be sent. */
  readonly dropped?: number;
}

export const HelloRequest = new RequestType<HelloParams, HelloResult, void>('hello');
export const SnapshotRequest = new RequestType0<StackSnapshot, void>('snapshot');
/** Answers with the present snapshot; {@link StackChangedNotification}s follow. */
export const SubscribeRequest = new RequestType0<StackSnapshot, void>('subscribe');
export const UnsubscribeRequest = new RequestType0<null, void>('unsubscribe');
/** Reads the startup file again, so that a changed file takes effect for agents that are not running. */
export const StartRequest = new RequestType<StartParams, StartResult, void>('start');
export const StopRequest = new RequestType<StopParams, StopResult, void>('stop');
export const RestartRequest = new RequestType<RestartParams, RestartResult, void>('restart');
export const LogsRequest = new RequestType<LogsParams, LogsResult, void>('logs');
/** What was counted so far; usage is measured anew unless it was a moment ago. Capability `metrics`. */
export const MetricsRequest = new RequestType0<StackMeasurements, void>('metrics');
export const UnfollowRequest = new RequestType<UnfollowParams, null, void>('logs/unfollow');
/** Answered just before the supervisor ends. */
export const ShutdownRequest = new RequestType<ShutdownParams, null, void>('shutdown');

/** At most one every 50 ms per client. */
export const StackChangedNotification = new NotificationType<StackChange>('stack/changed');
export const LogLinesNotification = new NotificationType<LogLines>('logs/lines');

/** JSON-RPC error codes of this protocol. */
export const ErrorCodes = {
  /** `hello` has not been answered yet. */
  notGreeted: 1,
  /** The two sides speak different versions of the protocol. */
  protocolMismatch: 2,
  unknownAgent: 3,
  /** The startup file cannot be read or holds no agents. */
  unreadableStack: 4,
  /** The supervisor is about to end. */
  shuttingDown: 5,
  /** A pattern for lines is no regular expression, or none that can be searched for in time proportional to the line. */
  unusablePattern: 6,
} as const;
