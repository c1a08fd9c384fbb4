import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelManifest } from '../../definition/models/read';
import { lockHolder } from '../../rendezvous/lock';
import { discardPart } from '../fetch/part-file';
import type { KnownFile } from './known-file';
import { readJson } from './json-file';
import { isHash, type BlobOwner, type ModelStore } from './model-store';

export interface Pruned {
  /** Absolute path of what is removed; always below the store. */
  readonly path: string;
  /** The model it was fetched as; null where nobody knows any more. */
  readonly model: string | null;
  readonly bytes: number;
  /** Bytes that become free: none while another name of the file is left. */
  readonly freed: number;
  /** Why nobody needs it. */
  readonly reason: string;
}

/** A part that nobody has gone on with for so long is given up, in milliseconds. */
const OLD_PART_MS = 7 * 24 * 3_600_000;

/** A blob without an owner is left alone for so long, in milliseconds. */
const SETTLE_MS = 3_600_000;

/**
 * Removes from the store what no manifest asks for any more, and nothing outside of the store: files that have a name in a project keep it. With
 * `dryRun` only tells. In the order of their size, the largest first.
 */
export async function prune(store: ModelStore, { dryRun }: { readonly dryRun: boolean }): Promise<Pruned[]> {
  const needless = [...(await needlessBlobs(store)), ...(await oldParts(store))];
  if (!dryRun) {
    for (const { path } of needless) {
      if (path.endsWith('.part')) await discardPart(path);
      else await store.remove(path.slice(-64));
    }
    await forgetGone(store);
  }
  return needless.sort((a, b) => b.bytes - a.bytes);
}

async function needlessBlobs(store: ModelStore): Promise<Pruned[]> {
  const linked = await linkedBlobs(store);
  const declared = new Map<string, Promise<ReadonlyMap<string, string | null> | null>>();
  const needless: Pruned[] = [];
  for (const sha256 of await readdir(store.paths.blobs).catch(() => [])) {
    if (!isHash(sha256) || linked.has(store.paths.blob(sha256))) continue;
    const owners = (await store.note(sha256))?.owners ?? [];
    const reasons = await Promise.all(owners.map((owner) => whyNot(sha256, owner, declared)));
    if (reasons.includes(null)) continue;
    const path = store.paths.blob(sha256);
    const { size, nlink, ctimeMs } = await stat(path);
    if (owners.length === 0 && Date.now() - ctimeMs < SETTLE_MS) continue; // it has just come, and is about to be given its place
    needless.push({
      path,
      model: owners[0]?.model ?? null,
      bytes: size,
      freed: nlink > 1 ? 0 : size,
      reason: reasons[0] ?? 'no manifest is known to ask for it',
    });
  }
  return needless;
}

/** Why an owner does not need a blob any more; null when it does. */
async function whyNot(
  sha256: string,
  { manifest, model }: BlobOwner,
  declared: Map<string, Promise<ReadonlyMap<string, string | null> | null>>,
): Promise<string | null> {
  let reading = declared.get(manifest);
  if (!reading) declared.set(manifest, (reading = readHashes(manifest)));
  const hashes = await reading;
  if (hashes === null) return `${manifest} is gone`;
  const hash = hashes.get(model);
  if (hash === undefined) return `${manifest} does not declare it any more`;
  return hash === null || hash === sha256 ? null : `${manifest} asks for another version`;
}

/** The models of a manifest with their hashes; null for a manifest that is gone. One that cannot be read just now holds on to nothing less. */
async function readHashes(manifest: string): Promise<ReadonlyMap<string, string | null> | null> {
  let text: string;
  try {
    text = await readFile(manifest, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { models } = readModelManifest({ file: manifest, text });
  return new Map(
    models.map(({ name, sha256, repo, fileName }) => {
      const isOneFile = repo === null || fileName !== null;
      const hash = sha256?.value.replace(/^sha-?256[:=-]/i, '').toLowerCase();
      return [name.value, isOneFile && isHash(hash) ? hash : null];
    }),
  );
}

/** Blobs that a symbolic link of a project leads to: without them the project has nothing. */
async function linkedBlobs(store: ModelStore): Promise<Set<string>> {
  const linked = new Set<string>();
  for (const file of await knownFiles(store)) {
    if (file.placed !== 'symbolic-link') continue;
    const target = await realpath(file.path).catch(() => null);
    if (target !== null) linked.add(target);
  }
  const root = await realpath(store.paths.root).catch(() => store.paths.root);
  return new Set(
    [...linked].map((path) => (path.startsWith(root) ? store.paths.root + path.slice(root.length) : path)),
  );
}

async function oldParts(store: ModelStore): Promise<Pruned[]> {
  const parts: Pruned[] = [];
  for (const name of await readdir(store.paths.parts).catch(() => [])) {
    if (!name.endsWith('.part')) continue;
    const path = join(store.paths.parts, name);
    const { size, mtimeMs } = await stat(path);
    const held = await lockHolder(store.paths.lock(name.slice(0, -'.part'.length)));
    if (held !== null || Date.now() - mtimeMs < OLD_PART_MS) continue;
    parts.push({
      path,
      model: null,
      bytes: size,
      freed: size,
      reason: 'nobody has gone on with this download for a week',
    });
  }
  return parts;
}

/** Notes about files that are not there any more. */
async function forgetGone(store: ModelStore): Promise<void> {
  for (const { path } of await knownFiles(store)) {
    const isGone = await stat(path).then(
      () => false,
      () => true,
    );
    if (isGone) await rm(store.paths.file(path), { force: true });
  }
}

async function knownFiles(store: ModelStore): Promise<KnownFile[]> {
  const names = await readdir(store.paths.files).catch(() => []);
  const notes = names.map((name) =>
    readJson<KnownFile>(
      join(store.paths.files, name),
      ({ path, sha256 }) => typeof path === 'string' && isHash(sha256),
    ),
  );
  return (await Promise.all(notes)).filter((note) => note !== null);
}
