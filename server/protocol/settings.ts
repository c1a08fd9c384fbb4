/**
 * The settings an editor sends under the section `agentPreflight`. All but the last two mean what their namesakes in
 * `.agent-preflight.yaml` mean; a configuration file wins over them. Absent and null: the default.
 */
export interface EditorSettings {
  readonly rules?: Readonly<Record<string, unknown>> | null;
  readonly exclude?: readonly string[] | null;
  readonly include?: readonly string[] | null;
  readonly baseAgent?: { readonly class: string; readonly module?: string } | null;
  readonly envHelper?: { readonly name: string; readonly module: string } | null;
  readonly startupFiles?: readonly string[] | null;
  readonly portRange?: { readonly first: number; readonly last: number } | null;
  readonly requireReason?: boolean | null;
  readonly healthPath?: string | null;
  /** Path of a configuration file that holds for everything, relative to the workspace folder. */
  readonly configurationFile?: string | null;
  /** Which files diagnostics are published for; `workspace` is the default. */
  readonly diagnosticsFor?: 'workspace' | 'openFiles' | null;
}

/** What a client may say about itself in `initializationOptions`. */
export interface ClientOptions {
  /** Settings for clients that do not answer `workspace/configuration`. */
  readonly settings?: EditorSettings;
  /** Commands that the client carries out; actions that need others are not offered. */
  readonly commands?: readonly string[];
  /** URI of a folder with one `<rule-id>.md` for every rule, for the links of diagnostics. */
  readonly documentation?: string;
}
