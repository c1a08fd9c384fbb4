import type { DiagnosticSeverity, DocumentUri, Range } from 'vscode-languageserver';
import type { EffectiveConfiguration, EffectiveConfigurationParams } from './effective-configuration';

/**
 * What the language server answers beyond the standard protocol. Types only: a client names the methods itself and the compiler
 * checks the spelling. Every editor can do without them; they feed the *Stack* view and the commands of the VS Code extension.
 *
 * Positions are LSP's: 0-based lines, columns in the negotiated encoding, end exclusive.
 */

/** One agent as a startup file declares it; what the Stack view shows before anything runs. */
export interface StartupAgent {
  /** Unique in its file except where the file is at fault (`duplicate-agent`). */
  readonly name: string;
  readonly group: string | null;
  /** The agent's script where it was found; null when it was not, or when the agent runs a module. */
  readonly script: DocumentUri | null;
  /** Declared ports with variables at their defaults: the agent's own and its health port; null when not declared or not a number. */
  readonly port: number | null;
  readonly healthPort: number | null;
  /** False: listed (`enabled: false`, `autoload: false`), but not started. */
  readonly enabled: boolean;
  /** The agent's name in the startup file. */
  readonly range: Range;
}

/** A file that `up` can start. */
export interface StartupFile {
  readonly uri: DocumentUri;
  /** The machine the file starts, when it names one. */
  readonly machine: string | null;
  /** `nested`, `flat`, … as in `StackDefinition.dialect`. */
  readonly dialect: string;
  /** In the order of the file. Empty when the file does not parse or has no agents yet. */
  readonly agents: readonly StartupAgent[];
}

export interface PreflightParams {
  /** The startup file. */
  readonly uri: DocumentUri;
}

/** A finding that matters for a start: in the startup file, or in a script that it starts. */
export interface PreflightIssue {
  readonly uri: DocumentUri;
  readonly range: Range;
  readonly severity: DiagnosticSeverity;
  /** The rule's id. */
  readonly rule: string;
  /** The finding's message; never the value of a secret. */
  readonly message: string;
  /** The agent it concerns; null for the file as a whole. */
  readonly agent: string | null;
}

export interface PreflightResult {
  /**
   * Most severe first. Looked at afresh, open documents as they stand in the editor. Errors mean that the stack, or an agent, will
   * not start.
   */
  readonly issues: readonly PreflightIssue[];
}

export interface RuleSummary {
  readonly id: string;
  readonly topic: string;
  /** One line. */
  readonly title: string;
}

export interface ExplainRuleParams {
  /** The rule's id. */
  readonly rule: string;
}

export interface RuleExplanation {
  /** The same text as the hover, `explain` and the documentation page. */
  readonly markdown: string;
}

/** Requests from client to server by method. */
export interface ServerRequests {
  /** What stands in the way of starting this file's stack. */
  'agentPreflight/preflight': { readonly params: PreflightParams; readonly result: PreflightResult };
  /** Every startup file of every workspace folder, sorted by URI; waits for the first look at the project to be complete. */
  'agentPreflight/startupFiles': { readonly params: null; readonly result: readonly StartupFile[] };
  /** All rules, sorted by id. */
  'agentPreflight/rules': { readonly params: null; readonly result: readonly RuleSummary[] };
  /** A rule's documentation; null when there is no such rule. */
  'agentPreflight/explainRule': { readonly params: ExplainRuleParams; readonly result: RuleExplanation | null };
  /** What holds for a file or folder, and where it comes from. */
  'agentPreflight/showEffectiveConfiguration': {
    readonly params: EffectiveConfigurationParams;
    readonly result: EffectiveConfiguration;
  };
}

/** Notifications from server to client by method. */
export interface ServerNotifications {
  /** The answer to `agentPreflight/startupFiles` is another one now. Sent at most a few times a second. */
  'agentPreflight/startupFilesChanged': null;
  /**
   * How the server is, sent to clients that declare the capability `experimental.serverStatusNotification`; once after
   * `initialized` and whenever it changes.
   */
  'experimental/serverStatus': ServerStatus;
}

export interface ServerStatus {
  /** `warning`: works, but not as asked (a configuration with faults). `error`: cannot do its work. */
  readonly health: 'ok' | 'warning' | 'error';
  /** False while background work (the first look at the project) is under way. */
  readonly quiescent: boolean;
  /** For people; says what to do about it. */
  readonly message?: string;
}
