import type { Located, TextRange } from '../text-range';
import type { DefinitionProblem } from '../model';

/** One model as a manifest declares it. */
export interface ModelDefinition {
  readonly name: Located<string>;
  /** The key under which it is listed with others of its kind (`llm:`, `gpu_0:`); null at the top. */
  readonly bucket: Located<string> | null;
  /** The whole entry. */
  readonly range: TextRange;
  /** The entry's first key: new keys are written beside it. Null for entries without any. */
  readonly firstKey: TextRange | null;
  readonly url: Located<string> | null;
  /** `owner/name` on a hub; downloads go through its `revision`. */
  readonly repo: Located<string> | null;
  /** The file of the repository that is fetched; null for all of it. */
  readonly fileName: Located<string> | null;
  readonly revision: Located<string> | null;
  readonly sha256: Located<string> | null;
  /** As written (`4.1GB`, `4100000000`), with the bytes it stands for; null bytes where nobody can tell. */
  readonly size: Located<{ readonly text: string; readonly bytes: number | null }> | null;
  readonly vramMb: Located<number> | null;
  /** Where it lies on this machine, as written: it may hold `${NAME}`, begin with `~/` or end with `/`. */
  readonly path: Located<string> | null;
  /** False (`required: false`, `optional: true`): who asks for it can do without. */
  readonly required: boolean;
  /** Other names under which it is asked for. */
  readonly aliases: readonly string[];
}

/** A place in a manifest that names a model declared elsewhere in it. */
export interface ModelUse {
  readonly name: Located<string>;
  /** Dotted path of keys that leads to it, e.g. `profiles.small.preload`. */
  readonly path: string;
}

/** A named set of models, e.g. `profiles: {laptop: [phi-3, whisper]}`. */
export interface ModelProfile {
  readonly name: Located<string>;
  readonly preload: readonly ModelUse[];
  readonly vramLimitMb: number | null;
}

/** Everything one model manifest says. */
export interface ModelManifest {
  /** The identifier given to the reader: a URI in the language server, a path in the launcher. */
  readonly file: string;
  readonly models: readonly ModelDefinition[];
  readonly profiles: readonly ModelProfile[];
  /** Names of models outside the declarations: routing tables, fall-backs, lists to preload. */
  readonly uses: readonly ModelUse[];
  /** What is to be loaded at start whatever the profile. */
  readonly preload: readonly ModelUse[];
  readonly vramLimitMb: Located<number> | null;
  readonly problems: readonly DefinitionProblem[];
}
