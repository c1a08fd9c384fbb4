/** Something in a configuration file that cannot be followed. Positions are 1-based, columns in UTF-16 code units. */
export interface ConfigurationProblem {
  /** The file; the empty string for settings that come from an editor. */
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong and what to write instead, in one line. */
  readonly message: string;
}
