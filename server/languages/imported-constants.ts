/** What names imported from other files of the project hold. The model of a file asks it for values that the file itself does not give. */
export interface ImportedConstants {
  /** The text or whole number behind a full path as `CodeModel.pathOf` gives it (`config.HOST`, `./config.host`); null when unknown. */
  valueOf(path: string): string | number | null;

  /** Stays the same value or object for as long as what is imported under a path means the same. */
  identityOf(path: string): unknown;
}
