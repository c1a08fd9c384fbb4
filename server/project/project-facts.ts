import type { FactName, Said } from './facts/providers';

/** The class that gives an agent its health checks and its shutdown. */
export interface BaseAgent {
  readonly className: string;
  /** Dotted module to import it from, as the project's own agents do; null when only its name was configured. */
  readonly module: string | null;
  /** File below the root; null when it is installed from outside the project. */
  readonly path: string | null;
}

/** The project's own function for environment lookups: `get_env(name, default)`. */
export interface EnvHelper {
  readonly name: string;
  readonly module: string;
}

/** What all files say, one list for each kind of fact. */
export type GatheredFacts = { readonly [Name in FactName]: readonly Said<Name>[] };

/**
 * What the project as a whole tells the rules. Plain data, made from file texts without running anything: it is computed once,
 * sent to worker threads, and replaced as a whole when a file it was made from changes.
 */
export interface ProjectFacts extends GatheredFacts {
  readonly rootUri: string;
  /** Paths of all files below the root that are not ignored, with forward slashes. */
  readonly files: readonly string[];
  readonly baseAgent: BaseAgent | null;
  readonly envHelper: EnvHelper | null;
}
