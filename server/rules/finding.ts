import type { TextRange } from '@agent-preflight/stack/definition/text-range';

export type Severity = 'error' | 'warning' | 'information';

/**
 * Safe: a careful engineer would apply it unseen; part of fix-all. Review: right in kind, but to be looked at
 * (`fix --unsafe`, "needs confirmation" in editors).
 */
export type FixSafety = 'safe' | 'review';

/** A change to a file: a replacement in a known text, or a line added to a file that may not exist yet. */
export type FileEdit =
  | { readonly uri: string; readonly range: TextRange; readonly newText: string }
  /** Appends `line` (without line end) unless the file holds it already. Creates the file where missing. */
  | { readonly uri: string; readonly appendLine: string; readonly secret?: boolean };

export interface Fix {
  /** An imperative, e.g. `Read the host from MEMORY_HOST`. */
  readonly title: string;
  readonly safety: FixSafety;
  /** Worked out only when somebody asks, against the very texts that were checked. */
  readonly edits: () => readonly FileEdit[];
}

/** Another place that belongs to a finding, e.g. the other agent that wants the same port. */
export interface RelatedPlace {
  readonly uri: string;
  readonly range: TextRange;
  readonly message: string;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly uri: string;
  readonly range: TextRange;
  /** What is wrong, why it matters and what to do, in one line. Never holds a secret's value. */
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  /** Best first. */
  readonly fixes: readonly Fix[];
}
