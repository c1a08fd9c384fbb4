/** What a name stands for that is given one plain value and never another. */
export type ConstantValue = string | number;

/** The constants of one file of code, as its text shows without a parse. Plain data. */
export interface ModuleConstants {
  /** Path below the project's root. */
  readonly path: string;
  /** Name → value; members of classes, objects and enumerations by their path (`Settings.HOST`). */
  readonly values: Readonly<Record<string, ConstantValue>>;
  /** What it imports from other files of the project, or hands on: local name → full path. Empty for Python, whose modules are known otherwise. */
  readonly imports: Readonly<Record<string, string>>;
}

/** Longer texts are documents, not names, addresses or commands. */
export const MAX_CONSTANT_LENGTH = 200;
