import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { LineIndex } from '../documents/line-index';

/** A rule as a suppression names it; `*` stands for all of them. */
export interface NamedRule {
  readonly id: string;
  /** The name; of a suppression without a list of rules, the word `ignore…`. */
  readonly range: TextRange;
}

/**
 * A comment that silences findings: `# preflight: ignore[rule-id, other-rule] reason`. It covers its own line, or the next line that is
 * no comment when it stands alone. `ignore-file[…]` covers the file, `ignore-start[…]` … `ignore-end` a block.
 */
export interface Suppression {
  readonly form: 'line' | 'file' | 'block';
  readonly rules: readonly NamedRule[];
  /** Empty where none is given. */
  readonly reason: string;
  /** From `preflight:` to the end of the reason. */
  readonly range: TextRange;
  /** Between the brackets; null where there are none. */
  readonly list: TextRange | null;
  /** The whole comment, which may say other things too. */
  readonly comment: TextRange;
  /** The comment that ends a block; null for other forms and for a block that reaches to the end of the file. */
  readonly endComment: TextRange | null;
  /** Whether the comment has its lines for itself. */
  readonly alone: boolean;
  /** The lines it covers, 0-based, both ends included. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export const ALL_RULES = '*';

/** Stands where somebody is to say why; as long as it stands there, a suppression counts as one without a reason. */
export const REASON_PLACEHOLDER = '<reason>';

/** Whether a suppression holds for something that stands in a text. */
export function covers(suppression: Suppression, lines: LineIndex, { start, end }: TextRange): boolean {
  const { form, firstLine, lastLine } = suppression;
  const holds = (offset: number): boolean => {
    const line = lines.lineAt(offset);
    return firstLine <= line && line <= lastLine;
  };
  // A text of several lines takes no comment but behind its end.
  return holds(start) || (form === 'line' && end > start && holds(end - 1));
}
