import type { DocumentUri } from 'vscode-languageserver';

/** The request `agentPreflight/showEffectiveConfiguration`. */
export interface EffectiveConfigurationParams {
  readonly uri: DocumentUri;
}

export interface EffectiveConfiguration {
  /** The folder whose files make up one project with the file. */
  readonly root: DocumentUri;
  /** The configuration file in force; null where settings and defaults hold. */
  readonly file: DocumentUri | null;
  /** Why that file is not followed, each as `line:column message`, 1-based. */
  readonly problems: readonly string[];
  /** The severity of every rule, by id. */
  readonly severities: Readonly<Record<string, 'error' | 'warning' | 'information' | 'off'>>;
  /** All that holds, written as a configuration file would say it, with comments that tell where it comes from. */
  readonly text: string;
  /** Everything else that holds, as the engine sees it. */
  readonly configuration: Readonly<Record<string, unknown>>;
}
