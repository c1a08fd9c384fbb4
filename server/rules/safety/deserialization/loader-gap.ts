import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { FixSafety } from '../../finding';

/** A call that makes more than data out of data. */
export interface LoaderGap {
  readonly range: TextRange;
  readonly message: string;
  /** True where the data is a file whose path the program knows: whoever can change it could change more. */
  readonly information: boolean;
  readonly fix: {
    readonly title: string;
    readonly safety: FixSafety;
    readonly edits: () => readonly { readonly range: TextRange; readonly newText: string }[];
  } | null;
}
