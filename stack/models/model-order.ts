/** Where a model comes from. */
export type ModelSource =
  | { readonly kind: 'address'; readonly url: string }
  /** A file of a repository on a hub, or all that is needed of it. */
  | {
      readonly kind: 'hub';
      readonly endpoint: string;
      readonly repo: string;
      readonly revision: string;
      readonly file: string | null;
    };

/** Where a model goes. */
export interface Destination {
  /** `hub-cache`: the folder of the repository in the hub's own cache, where the hub's libraries look. */
  readonly kind: 'file' | 'directory' | 'hub-cache';
  /** Absolute path. */
  readonly path: string;
  /** The folder it must not leave, not through links either; null where the user wrote an absolute path. */
  readonly root: string | null;
}

/** Everything about one model that has to be known to have it here: plain data, without the text of the manifest. */
export interface ModelOrder {
  readonly name: string;
  /** Absolute path of the manifest that declares it. */
  readonly manifest: string;
  /** False: who asks for it can do without. */
  readonly required: boolean;
  /** Null: nobody says where to get it; it is here or it is not. */
  readonly source: ModelSource | null;
  /** Null: it lies nowhere that this program knows; whoever uses it takes care of it. */
  readonly destination: Destination | null;
  /** Small hexadecimal digits. */
  readonly sha256: string | null;
  /** Its size in bytes, where the manifest gives it to the byte. */
  readonly bytes: number | null;
  /** Its size as far as the manifest tells. */
  readonly about: number | null;
}
