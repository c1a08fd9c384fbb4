import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { diskFailure, FetchFailure } from '../fetch/failure';
import { hashFile } from './hash-file';
import { readJson, writeJson } from './json-file';
import { keyOf, StorePaths } from './store-paths';

/** A whole file in the store. */
export interface Blob {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** The note beside a blob: a file that still looks like this has not been written to. */
export interface BlobNote {
  readonly bytes: number;
  readonly mtimeMs: number;
  /** For whom it was fetched. */
  readonly owners: readonly BlobOwner[];
}

/** A model of a manifest. */
export interface BlobOwner {
  /** Absolute path of the manifest. */
  readonly manifest: string;
  readonly model: string;
}

interface SourceNote {
  readonly sha256: string;
  readonly bytes: number;
}

/** What a file is known by before it is here: its hash, or where it comes from. */
export interface BlobSource {
  /** Small hexadecimal digits; null where the manifest gives none. */
  readonly sha256: string | null;
  readonly url: string;
}

/** The models of this user, each once, whichever stacks use it. */
export class ModelStore {
  readonly paths: StorePaths;

  constructor(root: string) {
    this.paths = new StorePaths(root);
  }

  /** Makes the directories. Rejects with a failure of kind `disk` or `path` that names the one that cannot be used. */
  async open(): Promise<void> {
    const { root, all } = this.paths;
    try {
      for (const directory of [root, ...all]) await mkdir(directory, { recursive: true, mode: 0o700 });
      // Whoever owns it can exchange what lies in it: what is linked into projects must be ours.
      const owner = (await stat(root)).uid;
      if (process.getuid === undefined || owner === process.getuid()) return;
    } catch (error) {
      const failure = diskFailure(error, root);
      if (failure === null) throw error;
      throw new FetchFailure('disk', `${failure.message}; AGENT_PREFLIGHT_MODELS may name another folder for models`);
    }
    throw new FetchFailure(
      'path',
      `${root} belongs to another user: let AGENT_PREFLIGHT_MODELS name a folder of your own`,
    );
  }

  /** By what a file is locked and its part is named: two that share it are fetched once. */
  keyOf({ sha256, url }: BlobSource): string {
    return sha256 ?? keyOf(url);
  }

  /** The file, where it is here already. One that somebody wrote to is thrown away. */
  async find(source: BlobSource, bytes: number | null = null): Promise<Blob | null> {
    let { sha256 } = source;
    if (sha256 === null) {
      const known = await readJson<SourceNote>(this.paths.source(keyOf(source.url)), (note) => isHash(note.sha256));
      if (known === null || (bytes !== null && known.bytes !== bytes)) return null;
      sha256 = known.sha256;
    }
    return this.blob(sha256);
  }

  /** The blob with a hash; null when it is not here. */
  async blob(sha256: string): Promise<Blob | null> {
    const path = this.paths.blob(sha256);
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile()) return null;
    const note = await this.note(sha256);
    if (note?.bytes !== found.size || note.mtimeMs !== found.mtimeMs) {
      if ((await hashFile(path)) !== sha256) {
        await this.remove(sha256);
        return null;
      }
      await writeJson(`${path}.json`, {
        bytes: found.size,
        mtimeMs: found.mtimeMs,
        owners: note?.owners ?? [],
      } satisfies BlobNote);
    }
    return { path, sha256, bytes: found.size };
  }

  /** Takes in the part of a key, whole and verified. */
  async take(key: string, source: BlobSource, sha256: string): Promise<Blob> {
    const part = this.paths.part(key);
    const path = this.paths.blob(sha256);
    // Its other names are other projects' models. (On Windows, what is read-only can be neither replaced nor removed.)
    if (process.platform !== 'win32') await chmod(part, 0o444);
    const { size, mtimeMs } = await stat(part);
    await writeJson(`${path}.json`, { bytes: size, mtimeMs, owners: [] } satisfies BlobNote);
    await rename(part, path);
    await rm(`${part}.json`, { force: true });
    await writeJson(this.paths.source(keyOf(source.url)), { sha256, bytes: size } satisfies SourceNote);
    return { path, sha256, bytes: size };
  }

  /** Null where there is none, or nobody can read it. */
  note(sha256: string): Promise<BlobNote | null> {
    return readJson<BlobNote>(`${this.paths.blob(sha256)}.json`, (note) => {
      return typeof note.bytes === 'number' && Array.isArray(note.owners);
    });
  }

  /** Remembers for whom a blob is here, so that it is not pruned. */
  async own(sha256: string, owner: BlobOwner): Promise<void> {
    const note = await this.note(sha256);
    const isKnown = ({ manifest, model }: BlobOwner): boolean => manifest === owner.manifest && model === owner.model;
    if (note === null || note.owners.some(isKnown)) return;
    await writeJson(`${this.paths.blob(sha256)}.json`, { ...note, owners: [...note.owners, owner] } satisfies BlobNote);
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.paths.blob(sha256), { force: true });
    await rm(`${this.paths.blob(sha256)}.json`, { force: true });
  }
}

export function isHash(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
}
