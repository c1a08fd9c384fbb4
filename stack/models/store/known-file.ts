import { lstat, rm, stat } from 'node:fs/promises';
import { readJson, writeJson } from './json-file';
import { isHash } from './model-store';
import type { StorePaths } from './store-paths';

/** What was found out about a file outside of the store, and holds as long as the file looks the same. */
export interface KnownFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly inode: number;
  /** How the store put it there; null when it was there before. */
  readonly placed: Placement | null;
}

export type Placement = 'hard-link' | 'symbolic-link' | 'copy';

/** What is known of the file at `path` as it is now; null when it is not there, was changed since, or was never looked at. */
export async function knownFile(paths: StorePaths, path: string): Promise<KnownFile | null> {
  const note = await readJson<KnownFile>(
    paths.file(path),
    ({ sha256, bytes }) => isHash(sha256) && bytes !== undefined,
  );
  if (note?.path !== path) return null;
  const found = await stat(path).catch(() => null);
  const same = found?.size === note.bytes && found.mtimeMs === note.mtimeMs && found.ino === note.inode;
  return same ? note : null;
}

/** Remembers the hash of a file as it is now, so that nobody has to read all of it again. */
export async function rememberFile(
  paths: StorePaths,
  path: string,
  sha256: string,
  placed: Placement | null,
): Promise<void> {
  const { size, mtimeMs, ino } = await stat(path);
  const note: KnownFile = { path, sha256, bytes: size, mtimeMs, inode: ino, placed };
  await writeJson(paths.file(path), note);
}

export async function forgetFile(paths: StorePaths, path: string): Promise<void> {
  await rm(paths.file(path), { force: true });
}

/** Whether anything, be it a link to nowhere, has that name. */
export async function isOccupied(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
