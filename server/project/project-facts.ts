import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ComposeFile } from '../languages/compose/compose-file';
import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import type { DependencyPlace } from './dependency-places';
import type { UnitFile } from '../languages/unit/unit-file';
import type { ModuleSummary } from './module-summary';
import type { ImageFacts } from './served/image-facts';
import type { ServedFacts } from './served/served-facts';
import type { FileVariables } from './variables/file-variables';

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

/**
 * What the project as a whole tells the rules. Plain data, made from file texts without running anything: it is computed once,
 * sent to worker threads, and replaced as a whole when a file it was made from changes.
 */
export interface ProjectFacts {
  readonly rootUri: string;
  /** Paths of all files below the root that are not ignored, with forward slashes. */
  readonly files: readonly string[];
  readonly definitions: readonly StackDefinition[];
  /** Every Compose file, as it is written; `ProjectView.compose` gives what becomes of them together. */
  readonly composeFiles: readonly ComposeFile[];
  readonly modelManifests: readonly ModelManifest[];
  /** systemd units and their drop-ins. */
  readonly units: readonly UnitFile[];
  readonly modules: readonly ModuleSummary[];
  readonly baseAgent: BaseAgent | null;
  readonly envHelper: EnvHelper | null;
  /** Texts of the small files that fixes write to: `.env`, `.env.example`, `.gitignore` at the root; and every `.dockerignore`. */
  readonly smallTexts: Readonly<Record<string, string>>;
  /** CI workflows that look for vulnerabilities in images. */
  readonly imageScans: readonly string[];
  /** Where agents take one more dependency, by startup file. */
  readonly dependencyPlaces?: Readonly<Record<string, readonly DependencyPlace[]>>;
  /** What files say about environment variables. */
  readonly variables?: readonly FileVariables[];
  /** What files of code open ports for. */
  readonly served?: readonly ServedFacts[];
  /** What Dockerfiles make. */
  readonly images?: readonly ImageFacts[];
}
