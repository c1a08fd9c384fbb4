import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/**
 * Text put together from stretches of a file, e.g. an instruction without its line continuations and the comments between them. Knows
 * where in the file each of its characters stands.
 */
export class JoinedText {
  private constructor(
    readonly text: string,
    /** Where each stretch begins in `text` and in the file, in rising order. */
    private readonly stretches: readonly { readonly at: number; readonly source: number }[],
  ) {}

  /** `parts` are stretches of the file in their order; `offset` is where each stands in the file. */
  static of(parts: readonly { readonly text: string; readonly offset: number }[]): JoinedText {
    const stretches: { at: number; source: number }[] = [];
    let at = 0;
    for (const part of parts) {
      stretches.push({ at, source: part.offset });
      at += part.text.length;
    }
    return new JoinedText(parts.map((part) => part.text).join(''), stretches);
  }

  /** The place in the file of the character at an index of `text`. */
  sourceOf(index: number): number {
    let low = 0;
    let high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.stretches[middle]?.at ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const stretch = this.stretches[low];
    return stretch === undefined ? 0 : stretch.source + index - stretch.at;
  }

  /** The stretch of the file from one index of `text` to another (exclusive). */
  rangeOf(start: number, end: number): TextRange {
    return { start: this.sourceOf(start), end: end > start ? this.sourceOf(end - 1) + 1 : this.sourceOf(start) };
  }

  /** The rest from an index on, e.g. the arguments behind the keyword. */
  from(index: number): JoinedText {
    return this.slice(index, this.text.length);
  }

  slice(start: number, end: number): JoinedText {
    const stretches = this.stretches
      .filter(({ at }, position) => at < end && (this.stretches[position + 1]?.at ?? Infinity) > start)
      .map(({ at, source }) => ({ at: Math.max(at - start, 0), source: source + Math.max(start - at, 0) }));
    return new JoinedText(
      this.text.slice(start, end),
      stretches.length > 0 ? stretches : [{ at: 0, source: this.sourceOf(start) }],
    );
  }
}
