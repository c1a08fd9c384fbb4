/**
 * A stretch of text: offsets in UTF-16 code units from the start of the file, 0-based, `end` exclusive.
 *
 * Offsets are the one currency of positions inside the engine. Lines and columns appear only at its edges (LSP, reports).
 */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A value together with the place it was read from. The range of a quoted YAML scalar excludes its quotes, so that an edit
 * of the range keeps them. `file` is the identifier the reader was given: a URI or a path.
 */
export interface Located<T> {
  readonly value: T;
  readonly file: string;
  readonly range: TextRange;
}
