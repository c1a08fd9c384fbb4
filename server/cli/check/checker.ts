import type { Configuration } from '../../configuration/configuration';
import type { FileFacts } from '../../project/file-facts';
import type { ProjectFacts } from '../../project/project-facts';
import type { ReportError, ReportFinding } from '../../reports/report-model';
import type { FileEdit, FixSafety } from '../../rules/finding';

/** A fix as plain data, ready to be applied to the very texts that were checked. */
export interface PlannedFix {
  readonly rule: string;
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly FileEdit[];
}

export interface FileReport {
  readonly path: string;
  readonly findings: readonly ReportFinding[];
  readonly errors: readonly ReportError[];
  /** The first fix of every finding that has one of the safety asked for. Empty unless asked for. */
  readonly fixes: readonly PlannedFix[];
}

export interface CheckOptions {
  /** Works out the edits of the fixes that the findings carry. */
  readonly edits?: boolean;
  /** Works out the fixes to apply: safe ones, or those for review as well. */
  readonly fixes?: 'safe' | 'all';
}

export interface LoadedFiles {
  readonly facts: readonly FileFacts[];
  readonly errors: readonly ReportError[];
  /** Paths of files that turned out to be no text, too large or unreadable: there is nothing to check. */
  readonly skipped: readonly string[];
}

/** Reads and checks the files of one project; in this thread or in several. Paths are below the project's root. */
export interface Checker {
  load(rootUri: string, paths: readonly string[], configuration: Configuration): Promise<LoadedFiles>;
  /** Must have been called before `check`; again whenever the facts have changed. */
  setProject(facts: ProjectFacts): Promise<void>;
  /** `onProgress` is told how many files are done. */
  check(paths: readonly string[], options: CheckOptions, onProgress?: (done: number) => void): Promise<FileReport[]>;
  /** Replaces a file's text, whatever is on disk. */
  setText(path: string, text: string): Promise<FileFacts>;
  dispose(): Promise<void>;
}
