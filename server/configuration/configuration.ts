import type { PolicyData } from '@agent-preflight/stack/policy/policy-data';
import type { Severity } from '../rules/finding';

export interface RuleConfiguration {
  readonly severity?: Severity | 'off';
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The effective configuration of a file: what the nearest configuration files say, over the defaults. */
export interface Configuration {
  /** By rule id, or by topic for all of its rules. */
  readonly rules: Readonly<Record<string, RuleConfiguration>>;
  /** Glob patterns in .gitignore syntax, on top of .gitignore itself. */
  readonly exclude: readonly string[];
  /** Glob patterns of files to look at though they would be passed over (vendored, tests). */
  readonly include: readonly string[];
  readonly baseAgent: { readonly class: string; readonly module: string | null } | null;
  readonly envHelper: { readonly name: string; readonly module: string } | null;
  /** Startup files beyond those found by their content. */
  readonly startupFiles: readonly string[];
  /** Ports that fixes may choose from, both ends included. */
  readonly portRange: { readonly first: number; readonly last: number };
  /** Whether suppressions must state a reason. */
  readonly requireReason: boolean;
  /** Where the project's services answer health checks over HTTP: an absolute path. */
  readonly healthPath: string;
  /** How the launcher treats the project's stacks, as it is written; the launcher reads it by itself. */
  readonly stack: PolicyData;
}

export const DEFAULT_CONFIGURATION: Configuration = {
  rules: {},
  exclude: [],
  include: [],
  baseAgent: null,
  envHelper: null,
  startupFiles: [],
  portRange: { first: 1024, last: 65535 },
  requireReason: false,
  healthPath: '/health',
  stack: {},
};
