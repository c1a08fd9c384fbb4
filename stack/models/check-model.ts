import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlausible, sizeFailure } from './fetch/plausible-size';
import type { ModelOrder } from './model-order';
import { knownFile } from './store/known-file';
import { readJson } from './store/json-file';
import type { StorePaths } from './store/store-paths';

/** How a model is found on this machine without reading all of it. */
export type Presence =
  | { readonly kind: 'present'; readonly path: string; readonly bytes: number; readonly verified: boolean }
  /** It is there, and only its hash can tell whether it is the right one. */
  | { readonly kind: 'unchecked'; readonly path: string; readonly bytes: number }
  /** Something else is there; `problem` says what. */
  | { readonly kind: 'wrong'; readonly path: string; readonly problem: string }
  | { readonly kind: 'missing'; readonly path: string }
  /** It lies nowhere that this program knows. */
  | { readonly kind: 'unmanaged' };

/** What a folder was filled with, so that a file that is missing from it is noticed. */
export interface FolderNote {
  readonly commit: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** Looks for a model where its manifest says it lies. Costs a look at the file system; hashes nothing. */
export async function checkModel(order: ModelOrder, store: StorePaths): Promise<Presence> {
  const { destination } = order;
  if (destination === null) return { kind: 'unmanaged' };
  if (destination.kind === 'file') return checkFile(destination.path, order, store);
  if (destination.kind === 'hub-cache') return checkHubCache(destination.path, order, store);
  return checkFolder(destination.path, store);
}

async function checkFile(path: string, order: ModelOrder, store: StorePaths): Promise<Presence> {
  const found = await stat(path).catch(() => null);
  if (found === null) return { kind: 'missing', path };
  if (!found.isFile()) return { kind: 'wrong', path, problem: `${path} is no file` };
  const { sha256 } = order;
  const known = await knownFile(store, path);
  if (sha256 !== null) {
    if (known === null) return { kind: 'unchecked', path, bytes: found.size };
    if (known.sha256 === sha256) return { kind: 'present', path, bytes: found.size, verified: true };
    const whose = known.placed === null ? '' : ', of an earlier manifest';
    return { kind: 'wrong', path, problem: `${path} is another file${whose}: its SHA-256 is ${known.sha256}` };
  }
  if (!isPlausible(found.size, order)) {
    return { kind: 'wrong', path, problem: sizeFailure(path, found.size, order).message };
  }
  return { kind: 'present', path, bytes: found.size, verified: false };
}

async function checkFolder(path: string, store: StorePaths): Promise<Presence> {
  const entries = await readdir(path).catch(() => null);
  if (entries === null || entries.length === 0) return { kind: 'missing', path };
  const note = await readJson<FolderNote>(store.file(path), ({ files }) => Array.isArray(files));
  // Somebody filled it without this program: nobody can say what it should hold.
  if (note === null) return { kind: 'present', path, bytes: 0, verified: false };
  let bytes = 0;
  for (const file of note.files) {
    const found = await stat(join(path, file.name)).catch(() => null);
    if (found?.size !== file.bytes) return { kind: 'missing', path };
    bytes += found.size;
  }
  return { kind: 'present', path, bytes, verified: true };
}

/** The hub's cache says by `refs/<revision>` which commit is here; the commit's files lie in a folder of its own. */
async function checkHubCache(path: string, order: ModelOrder, store: StorePaths): Promise<Presence> {
  const { source } = order;
  if (source?.kind !== 'hub') return { kind: 'missing', path };
  const written = await readFile(join(path, 'refs', source.revision), 'utf8').catch(() => null);
  const snapshot = join(path, 'snapshots', written === null ? source.revision : written.trim());
  if (source.file === null) {
    const folder = await checkFolder(snapshot, store);
    return folder.kind === 'missing' ? { kind: 'missing', path } : folder;
  }
  const file = await checkFile(join(snapshot, source.file), order, store);
  return file.kind === 'missing' ? { kind: 'missing', path } : file;
}
