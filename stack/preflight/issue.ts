import type { TextRange } from '../definition/text-range';

export type PreflightCode =
  'script' | 'syntax' | 'import' | 'interpreter' | 'port' | 'variable' | 'environment-file' | 'gpu' | 'disk' | 'model';

/** Something about this machine, now, that would keep an agent from starting or running. */
export interface PreflightIssue {
  readonly code: PreflightCode;
  /** `error`: a required agent cannot start. `warning`: it may not, or only an optional one is concerned. */
  readonly severity: 'error' | 'warning';
  /** The agent it concerns; null for the machine as a whole. */
  readonly agent: string | null;
  /** What is wrong, in one line. Holds no value of a secret. */
  readonly message: string;
  /** What to do about it, in one line. */
  readonly remedy: string;
  /** Where it was written: a place in the startup file (`range`), or a line of another file (`line`, 1-based). */
  readonly file?: string;
  readonly range?: TextRange;
  readonly line?: number;
}

/** An agent that others do not need must not keep them from being started. */
export function severityFor(agent: { readonly required: boolean }): PreflightIssue['severity'] {
  return agent.required ? 'error' : 'warning';
}
