import { joinUri, parentUri } from '../documents/uri';
import { decodeText } from '../documents/text-encoding';
import type { FileSystem } from '../host/file-system';
import { findRepositoryRoot } from '../host/project-root';
import type { Rule } from '../rules/rule';
import { type Configuration, DEFAULT_CONFIGURATION } from './configuration';
import type { ConfigurationProblem } from './configuration-problem';
import { CONFIGURATION_FILES } from '@agent-preflight/stack/policy/configuration-text';
import { readConfiguration } from './read-configuration';

/** The configuration that holds for the files of a folder, and where it comes from. */
export interface ResolvedConfiguration {
  readonly configuration: Configuration;
  /** The configuration file; null where the defaults hold. */
  readonly file: string | null;
  /** Why the file is not followed; the defaults hold instead. */
  readonly problems: readonly ConfigurationProblem[];
}

export interface ResolverOptions {
  /** What holds below every file: the defaults, or an editor's settings. */
  readonly base?: Configuration;
  /** A configuration file that holds for everything, instead of the nearest one. */
  readonly file?: string | null;
  /** Folders whose git repository is no project, e.g. the home folder. */
  readonly boundaries?: ReadonlySet<string>;
}

const MAX_BYTES = 2_000_000;

/** Finds the configuration of files: the nearest configuration file at or above them. One resolver serves editor and command line. */
export class ConfigurationResolver {
  private readonly folders = new Map<string, Promise<ResolvedConfiguration | null>>();
  private readonly roots = new Map<string, Promise<string | null>>();

  constructor(
    private readonly fileSystem: FileSystem,
    /** All there are; a function is asked for them when a configuration file is read. */
    private readonly rules: readonly Rule[] | (() => Promise<readonly Rule[]>),
    private readonly options: ResolverOptions = {},
  ) {}

  async forFolder(folder: string): Promise<ResolvedConfiguration> {
    const fallback = { configuration: this.options.base ?? DEFAULT_CONFIGURATION, file: null, problems: [] };
    const given = this.options.file ?? null;
    if (given !== null) return (await this.read(given)) ?? { ...fallback, file: given };
    return (await this.nearest(folder)) ?? fallback;
  }

  /**
   * The folder whose files make up one project with the files of `folder`: that of the nearest configuration file, the top of the git
   * repository where that is nearer, else null.
   */
  projectRoot(folder: string): Promise<string | null> {
    let known = this.roots.get(folder);
    if (known === undefined) {
      known = this.searchRoot(folder);
      this.roots.set(folder, known);
    }
    return known;
  }

  /** Forgets everything read: files have changed. */
  clear(): void {
    this.folders.clear();
    this.roots.clear();
  }

  private async searchRoot(folder: string): Promise<string | null> {
    const resolved = this.options.file === undefined || this.options.file === null ? await this.nearest(folder) : null;
    const configured = resolved?.file === undefined || resolved.file === null ? null : parentUri(resolved.file);
    const repository = await findRepositoryRoot(this.fileSystem, folder, this.options.boundaries);
    if (configured === null || repository === null) return configured ?? repository;
    return configured.length >= repository.length ? configured : repository;
  }

  private nearest(folder: string): Promise<ResolvedConfiguration | null> {
    let known = this.folders.get(folder);
    if (known === undefined) {
      known = this.search(folder);
      this.folders.set(folder, known);
    }
    return known;
  }

  private async search(folder: string): Promise<ResolvedConfiguration | null> {
    for (const name of CONFIGURATION_FILES) {
      const found = await this.read(joinUri(folder, name));
      if (found !== null) return found;
    }
    const parent = parentUri(folder);
    return parent === null ? null : this.nearest(parent);
  }

  private async read(uri: string): Promise<ResolvedConfiguration | null> {
    const stat = await this.fileSystem.stat(uri);
    if (stat?.kind !== 'file') return null;
    const base = this.options.base ?? DEFAULT_CONFIGURATION;
    const failure = (message: string): ResolvedConfiguration => ({
      configuration: base,
      file: uri,
      problems: [{ uri, line: 1, column: 1, message }],
    });
    let bytes: Uint8Array | null;
    try {
      bytes = await this.fileSystem.readFile(uri, MAX_BYTES);
    } catch (error) {
      return failure(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    const decoded = bytes === null ? null : decodeText(bytes);
    if (decoded === null) return failure('is not a text file of reasonable size');
    const rules = typeof this.rules === 'function' ? await this.rules() : this.rules;
    const read = readConfiguration(uri, decoded.text, rules, base);
    return read === null ? null : { ...read, file: uri };
  }
}
