import type { SyntaxNode } from '../../../languages/syntax-node';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { FixSafety } from '../../finding';

/** A call that may wait for ever. */
export interface TimeoutGap {
  /** What is underlined: the callee, not its arguments, so that long calls stay readable. */
  readonly node: SyntaxNode;
  /** What waits, e.g. `requests.get()`. */
  readonly what: string;
  /** What it waits for, e.g. `the server`. */
  readonly waitsFor: string;
  readonly fix: TimeoutFix | null;
}

export interface TimeoutFix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: () => readonly { readonly range: TextRange; readonly newText: string }[];
}

export interface TimeoutDefaults {
  readonly seconds: number;
  /** For models, transfers and builds. */
  readonly modelSeconds: number;
  /** For processes, which do more than answer. */
  readonly processSeconds: number;
}
