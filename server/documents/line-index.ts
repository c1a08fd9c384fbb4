/** A place in a text: 0-based line, 0-based character in UTF-16 code units (LSP's default meaning). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Maps offsets to lines and back. Line ends are `\n`, `\r\n` and `\r`, as LSP defines them. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    // `indexOf` runs at memory speed; files with bare carriage returns are rare enough to deserve the slow path alone.
    if (text.includes('\r')) this.scanEveryCharacter();
    else for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
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

  private scanEveryCharacter(): void {
    for (let at = 0; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === LINE_FEED) this.starts.push(at + 1);
      else if (code === CARRIAGE_RETURN && this.text.charCodeAt(at + 1) !== LINE_FEED) this.starts.push(at + 1);
    }
  }
}
