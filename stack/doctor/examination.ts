/** One thing looked at: fine, worth knowing, or in the way. */
export interface Examination {
  readonly subject: string;
  readonly verdict: 'ok' | 'note' | 'problem';
  /** What was found, in one line. */
  readonly finding: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
}

export function ok(subject: string, finding: string): Examination {
  return { subject, verdict: 'ok', finding, remedy: null };
}

export function note(subject: string, finding: string, remedy: string | null = null): Examination {
  return { subject, verdict: 'note', finding, remedy };
}

export function problem(subject: string, finding: string, remedy: string | null): Examination {
  return { subject, verdict: 'problem', finding, remedy };
}
