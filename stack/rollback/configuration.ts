/** One file of a configuration that was started. */
export interface KeptFile {
  /** Absolute path. */
  readonly path: string;
  /** SHA-256 of its bytes: the name under which the store keeps them. */
  readonly sha256: string;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * What a stack was started with: everything of the project that decides how it runs, except values of variables, which are never
 * kept, and models, which are too large.
 */
export interface KeptConfiguration {
  /** Hash over its files: the same content has the same id. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** When all required agents were ready with it, last; null when they never were. */
  readonly readyAt: number | null;
  readonly gitCommit: string | null;
  /** The startup file first, then the policy's file, then scripts and what they import. */
  readonly files: readonly KeptFile[];
  /** For each agent, the files whose change means another agent: its script and what that imports. */
  readonly agents: readonly { readonly name: string; readonly files: readonly string[] }[];
  /** Names of the variables that agents ran with when they were ready; never their values. Empty until then. */
  readonly environmentNames: readonly string[];
}

/** The files whose content is another one, or that only one of the two has. */
export function changedFiles(from: Pick<KeptConfiguration, 'files'>, to: Pick<KeptConfiguration, 'files'>): string[] {
  const before = new Map(from.files.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(to.files.map(({ path, sha256 }) => [path, sha256]));
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}
