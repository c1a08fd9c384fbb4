import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkModel, type FolderNote } from '../check-model';
import { refuseLinksOutside } from '../destination';
import type { Destination, ModelOrder, ModelSource } from '../model-order';
import { shownAddress } from '../shown-address';
import { hashFile } from '../store/hash-file';
import { writeJson } from '../store/json-file';
import { knownFile, rememberFile } from '../store/known-file';
import type { ModelStore } from '../store/model-store';
import { place } from '../store/place';
import { diskFailure, FetchFailure } from './failure';
import { fetchBlob, type BlobOrder } from './fetch-blob';
import type { FetchSettings, OnTransfer } from './fetch-settings';
import { isPlausible, sizeFailure } from './plausible-size';
import { hubFile, hubToken } from './hub-address';
import { listRepository, neededFiles } from './hub-listing';

export interface FetchModelOptions {
  readonly store: ModelStore;
  readonly settings: FetchSettings;
  readonly signal: AbortSignal;
  readonly onTransfer: OnTransfer;
  /** Replace a file that is there and is not the right one, even if somebody else put it there. */
  readonly replace?: boolean;
}

export interface FetchedModel {
  readonly path: string | null;
  readonly bytes: number;
  /** False when it was here already. */
  readonly fetched: boolean;
}

/**
 * Sees to it that a model is where its manifest says: looks, reads a file whose hash is not known yet, fetches what is missing.
 * Rejects with a {@link FetchFailure}, and with the reason of the signal when that is aborted.
 */
export async function fetchModel(order: ModelOrder, options: FetchModelOptions): Promise<FetchedModel> {
  const { store, replace = false } = options;
  await store.open();
  const presence = await checkModel(order, store.paths);
  const { source, destination } = order;
  switch (presence.kind) {
    case 'unmanaged':
      return { path: null, bytes: 0, fetched: false };
    case 'present':
      return { path: presence.path, bytes: presence.bytes, fetched: false };
    case 'unchecked':
      if (await isRight(presence.path, presence.bytes, order, options)) {
        return { path: presence.path, bytes: presence.bytes, fetched: false };
      }
      break;
    case 'wrong':
      if (source === null) throw new FetchFailure('size', presence.problem);
      break;
    case 'missing':
      if (source === null) {
        throw new FetchFailure(
          'absent',
          `${presence.path} is not there, and the manifest names no url to fetch ${order.name} from`,
        );
      }
  }
  if (source === null || destination === null) {
    throw new FetchFailure(
      'checksum',
      `${destination?.path} is not the file that the manifest describes: its SHA-256 is another one`,
    );
  }
  if (!replace && destination.kind === 'file' && presence.kind !== 'missing')
    await refuseForeign(destination, order, options);
  try {
    if (destination.kind === 'file') return await fetchFile(order, source, destination, options);
    return await fetchRepository(order, source, destination, options);
  } catch (error) {
    throw diskFailure(error, destination.path) ?? error;
  }
}

/** Reads all of a file that nobody has vouched for yet, and remembers what it is. */
async function isRight(
  path: string,
  bytes: number,
  { sha256 }: ModelOrder,
  options: FetchModelOptions,
): Promise<boolean> {
  const { store, signal, onTransfer } = options;
  const report = (done: number): void =>
    onTransfer({ state: 'checking', bytesDone: done, bytesTotal: bytes, note: 'compares its SHA-256' });
  report(0);
  const digest = await hashFile(path, { signal, onRead: report }).catch((error: unknown) => {
    throw diskFailure(error, path) ?? error;
  });
  await rememberFile(store.paths, path, digest, null);
  return digest === sha256;
}

/** Before gigabytes are fetched that may not be put where they belong. */
async function refuseForeign(
  { path }: Destination,
  { sha256 }: ModelOrder,
  { store }: FetchModelOptions,
): Promise<void> {
  const known = await knownFile(store.paths, path);
  if (known !== null && known.placed !== null) return;
  const actual = known === null ? '' : `: its SHA-256 is ${known.sha256}${sha256 === null ? '' : `, not ${sha256}`}`;
  throw new FetchFailure(
    known === null ? 'size' : 'checksum',
    `${path} is there already and is not the file that the manifest describes${actual}; move it away, correct the manifest, or replace it with "agent-preflight models fetch --replace"`,
  );
}

async function fetchFile(
  order: ModelOrder,
  source: ModelSource,
  destination: Destination,
  options: FetchModelOptions,
): Promise<FetchedModel> {
  const { store, settings, signal, onTransfer, replace = false } = options;
  refuseLinksOutside(destination.path, destination.root);
  const blob = await fetchBlob(blobOrder(order, source, settings), store, settings, signal, onTransfer);
  if (order.sha256 === null && !isPlausible(blob.bytes, order)) {
    // It came from the store: fetched when the manifest said something else, or nothing.
    throw sizeFailure(source.kind === 'hub' ? source.repo : shownAddress(source.url), blob.bytes, order);
  }
  await place(store, blob, destination.path, replace);
  await store.own(blob.sha256, { manifest: order.manifest, model: order.name });
  return { path: destination.path, bytes: blob.bytes, fetched: true };
}

function blobOrder({ sha256, bytes, about }: ModelOrder, source: ModelSource, settings: FetchSettings): BlobOrder {
  if (source.kind === 'address')
    return { sha256, bytes: sha256 === null ? bytes : null, about, url: source.url, headers: {} };
  const url = hubFile(source.endpoint, source.repo, source.revision, source.file ?? '');
  return { sha256, bytes: sha256 === null ? bytes : null, about, url, headers: hubHeaders(settings) };
}

function hubHeaders({ environment }: FetchSettings): Record<string, string> {
  const token = hubToken(environment);
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** All that is needed of a repository, or one file of it into the hub's own cache. */
async function fetchRepository(
  order: ModelOrder,
  source: ModelSource,
  destination: Destination,
  options: FetchModelOptions,
): Promise<FetchedModel> {
  if (source.kind !== 'hub') {
    throw new FetchFailure(
      'path',
      `${destination.path} is a folder, and the url of ${order.name} is one file: name it in the path`,
    );
  }
  const { store, settings, signal, onTransfer, replace = false } = options;
  const headers = hubHeaders(settings);
  const { endpoint, repo, revision } = source;
  const { environment, idleMs } = settings;
  onTransfer({ state: 'fetching', bytesDone: 0, bytesTotal: order.about, note: `asks what ${repo} holds` });
  const listing = await listRepository({ endpoint, repo, revision, headers, environment, idleMs, signal });
  const all =
    source.file === null ? neededFiles(listing.files, repo) : listing.files.filter(({ name }) => name === source.file);
  if (all.length === 0) {
    throw new FetchFailure(
      'absent',
      `${repo} holds ${source.file === null ? 'nothing' : `no ${source.file}`} at ${revision}`,
    );
  }
  const inCache = destination.kind === 'hub-cache';
  const folder = inCache ? join(destination.path, 'snapshots', listing.commit) : destination.path;
  refuseLinksOutside(join(folder, 'x'), destination.root);
  const total = all.every(({ bytes }) => bytes !== null) ? all.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : null;
  const brought: { name: string; bytes: number }[] = [];
  let done = 0;
  for (const file of all) {
    const url = hubFile(endpoint, repo, listing.commit, file.name);
    const sha256 = file.sha256 ?? (all.length === 1 ? order.sha256 : null);
    const base = done;
    const blob = await fetchBlob({ sha256, bytes: file.bytes, url, headers }, store, settings, signal, (progress) =>
      onTransfer({ ...progress, bytesDone: base + progress.bytesDone, bytesTotal: total }),
    );
    await place(store, blob, join(folder, file.name), replace || inCache);
    await store.own(blob.sha256, { manifest: order.manifest, model: order.name });
    brought.push({ name: file.name, bytes: blob.bytes });
    done += blob.bytes;
  }
  if (source.file === null) {
    await writeJson(store.paths.file(folder), { commit: listing.commit, files: brought } satisfies FolderNote);
  }
  if (inCache && revision !== listing.commit) {
    const reference = join(destination.path, 'refs', revision);
    await mkdir(dirname(reference), { recursive: true });
    await writeFile(reference, listing.commit);
  }
  return { path: folder, bytes: done, fetched: true };
}
