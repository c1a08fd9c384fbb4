import type { TextRange } from '../text-range';

export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** A text with edits applied, and the way back: every offset of the edited text has a place in the original. */
export class EditedText {
  readonly text: string;
  private readonly edits: readonly TextEdit[];
  /** Where each edit's new text starts in the edited text. */
  private readonly starts: readonly number[];

  /** Edits that overlap an earlier one are left out. */
  constructor(
    readonly original: string,
    edits: readonly TextEdit[] = [],
  ) {
    const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    const kept: TextEdit[] = [];
    const starts: number[] = [];
    const parts: string[] = [];
    let at = 0;
    let length = 0;
    for (const edit of sorted) {
      if (edit.range.start < at) continue;
      const unchanged = original.slice(at, edit.range.start);
      parts.push(unchanged, edit.newText);
      length += unchanged.length;
      starts.push(length);
      length += edit.newText.length;
      at = edit.range.end;
      kept.push(edit);
    }
    parts.push(original.slice(at));
    this.edits = kept;
    this.starts = starts;
    this.text = parts.join('');
  }

  with(edits: readonly TextEdit[]): EditedText {
    return new EditedText(this.original, [...this.edits, ...edits]);
  }

  /** Is there an edit at that place already? */
  touches(range: TextRange): boolean {
    return this.edits.some((edit) => edit.range.start === range.start && edit.range.end === range.end);
  }

  /** An offset in inserted text maps to the place of the insertion. */
  readonly toOriginal = (offset: number): number => {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    const edit = this.edits[low - 1];
    if (!edit) return offset;
    const into = offset - this.starts[low - 1]!;
    if (into < edit.newText.length) return Math.min(edit.range.start + into, edit.range.end);
    return edit.range.end + (into - edit.newText.length);
  };
}
