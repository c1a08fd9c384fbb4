import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Quote } from './quotes';

/** A literal split around a stretch that is to become an expression. */
export interface TextHole {
  /** The quote an expression inside the hole may use. */
  readonly quote: Quote;
  /** False where only a compiler can tell whether the expression's type fits. */
  readonly certain: boolean;
  /** True where the text is read as an address of numbers only: the name of a host would fail there. */
  readonly numbersOnly?: boolean;
  /** The edit that puts `expression` in place of the stretch, the rest of the text untouched. */
  fill(expression: string): readonly { readonly range: TextRange; readonly newText: string }[];
}
