import type { FixSafety, Severity } from '../rules/finding';

/** A place for people and other programs: 1-based line and column, columns in UTF-16 code units. */
export interface ReportPosition {
  readonly line: number;
  readonly column: number;
}

export interface ReportRange {
  readonly start: ReportPosition;
  /** Exclusive. */
  readonly end: ReportPosition;
}

/** An edit as other programs can apply it; `appendLine` adds a line to a file that may not exist yet. */
export type ReportEdit =
  | { readonly uri: string; readonly range: ReportRange; readonly newText: string }
  | { readonly uri: string; readonly appendLine: string };

export interface ReportFix {
  readonly title: string;
  readonly safety: FixSafety;
  /** Empty unless the report was asked for with edits. */
  readonly edits: readonly ReportEdit[];
}

/** A finding as plain data: it travels between threads and into every format. */
export interface ReportFinding {
  readonly uri: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: ReportRange;
  readonly related: readonly { readonly uri: string; readonly range: ReportRange; readonly message: string }[];
  /** The first fix, which is the one `fix` would apply; null where there is none. */
  readonly fix: ReportFix | null;
}

/** What kept a file from being checked, or a rule from finishing. Never a finding. */
export interface ReportError {
  /** Null when it concerns the run as a whole. */
  readonly uri: string | null;
  readonly message: string;
  /** True for faults of this program, which are worth a report to its authors. */
  readonly internal: boolean;
}

export interface Report {
  /** How many files were looked at. */
  readonly files: number;
  /** By file, then by place. */
  readonly findings: readonly ReportFinding[];
  readonly errors: readonly ReportError[];
}
