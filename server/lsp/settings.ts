import type { Connection } from 'vscode-languageserver';
import { type Configuration, DEFAULT_CONFIGURATION } from '../configuration/configuration';
import type { ConfigurationProblem } from '../configuration/configuration-problem';
import { readSettings } from '../configuration/read-configuration';
import type { EditorSettings } from '../protocol/settings';
import type { Rule } from '../rules/rule';
import type { Client } from './client';

const SECTION = 'agentPreflight';

/** Names of settings in configuration files, where they differ from those in an editor. */
const FILE_NAMES: Readonly<Record<string, string>> = {
  baseAgent: 'base-agent',
  envHelper: 'env-helper',
  startupFiles: 'startup-files',
  portRange: 'port-range',
  requireReason: 'require-reason',
  healthPath: 'health-path',
};
const SHARED = new Set(['rules', 'exclude', 'include', ...Object.keys(FILE_NAMES)]);

/** The editor's settings, which hold below every configuration file. */
export class Settings {
  private current: EditorSettings = {};
  private base: Configuration = DEFAULT_CONFIGURATION;
  problems: readonly ConfigurationProblem[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly client: Client,
    private readonly rules: readonly Rule[],
  ) {
    this.take(client.options.settings ?? {});
  }

  get configuration(): Configuration {
    return this.base;
  }

  get configurationFile(): string | null {
    return this.current.configurationFile ?? null;
  }

  get wholeWorkspace(): boolean {
    return this.current.diagnosticsFor !== 'openFiles';
  }

  /** Asks the client for its settings; `pushed` is what came with `didChangeConfiguration`, for clients that cannot be asked. */
  async refresh(pushed?: unknown): Promise<void> {
    if (this.client.answersConfiguration) {
      try {
        this.take(((await this.connection.workspace.getConfiguration(SECTION)) ?? {}) as EditorSettings);
        return;
      } catch {
        // A client that promises and fails keeps what it had.
        return;
      }
    }
    const section = (pushed as Record<string, unknown> | null | undefined)?.[SECTION];
    if (section !== undefined && section !== null) this.take(section);
  }

  private take(settings: EditorSettings): void {
    this.current = settings;
    const data: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(settings)) {
      if (SHARED.has(name) && value !== null && value !== undefined) data[FILE_NAMES[name] ?? name] = value;
    }
    const read = readSettings(data, this.rules);
    this.base = read.configuration;
    this.problems = read.problems;
  }
}
