/** A place in a text: 0-based line, 0-based character in UTF-16 code units (LSP's default meaning). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Maps offsets to lines and back. Line ends are `\n`, `\r\n` and `\r`, as LSP defines them. */
export class LineIndex {
  private constructor(
    private readonly text: string,
    /** Offset of each line's first character, ascending. */
    private readonly starts: readonly number[],
    /** Whether carriage returns make it necessary to look at every character. */
    private readonly mixed: boolean,
  ) {}

  static of(text: string): LineIndex {
    const mixed = text.includes('\r');
    return new LineIndex(
      text,
      mixed ? everyLineStart(text) : [0].concat(lineStartsAfterFeeds(text, 0, text.length)),
      mixed,
    );
  }

  /**
   * The index of the text after one replacement, made from this one: `start` to `oldEnd` of this text became `start` to `newEnd` of
   * `text`.
   */
  edited(text: string, edit: { readonly start: number; readonly oldEnd: number; readonly newEnd: number }): LineIndex {
    const { start, oldEnd, newEnd } = edit;
    if (this.mixed || text.slice(start, newEnd).includes('\r')) return LineIndex.of(text);
    const before = this.lineAt(start) + 1;
    const after = this.lineAt(oldEnd) + 1;
    const shift = newEnd - oldEnd;
    const starts = this.starts.slice(0, before);
    for (const added of lineStartsAfterFeeds(text, start, newEnd)) starts.push(added);
    for (let line = after; line < this.starts.length; line++) starts.push((this.starts[line] as number) + shift);
    return new LineIndex(text, starts, false);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Offset of the first character of a line; the text's length for lines past the end. */
  lineStart(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** Offset behind the last character of a line, its line end excluded. */
  lineEnd(line: number): number {
    let end = this.starts[line + 1] ?? this.text.length;
    const start = this.lineStart(line);
    if (line + 1 >= this.starts.length) return end;
    if (end > start && this.text.charCodeAt(end - 1) === LINE_FEED) end--;
    if (end > start && this.text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--;
    return end;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.lineStart(line) };
  }

  /** Positions outside the text are moved to the nearest place inside it, as LSP asks. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.starts.length) return this.text.length;
    const start = this.lineStart(position.line);
    return Math.min(start + Math.max(0, position.character), this.lineEnd(position.line));
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

// `indexOf` runs at memory speed; files with carriage returns are rare enough to deserve the slow path alone.
function lineStartsAfterFeeds(text: string, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function everyLineStart(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED)) starts.push(at + 1);
  }
  return starts;
}
