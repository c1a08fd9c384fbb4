import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, lstat, mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureSpace, freeBytes } from '../fetch/disk-space';
import { diskFailure, FetchFailure } from '../fetch/failure';
import { knownFile, rememberFile, type Placement } from './known-file';
import type { Blob, ModelStore } from './model-store';

/**
 * Gives a blob the name `destination` as well: by a hard link, by a symbolic link on another disk, by a copy where the file system has neither. In
 * one step, so that nobody ever finds half a model there. What the store did not put there is left alone unless `replace` says
 * otherwise. Rejects with a {@link FetchFailure}.
 */
export async function place(store: ModelStore, blob: Blob, destination: string, replace: boolean): Promise<void> {
  const draft = join(dirname(destination), `.${basename(destination)}.${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(dirname(destination), { recursive: true });
    const present = await identityOf(destination);
    if (present !== null) {
      const inStore = await identityOf(blob.path);
      if (present.ino === inStore?.ino && present.dev === inStore.dev) {
        return await rememberFile(store.paths, destination, blob.sha256, 'hard-link');
      }
      if (!replace && !(await isOurs(store, destination))) {
        throw new FetchFailure(
          'path',
          `${destination} is there already and is another file: move it away, correct the manifest, or replace it with "agent-preflight models fetch --replace"`,
        );
      }
    }
    const placed = await put(blob, draft);
    await rename(draft, destination);
    await rememberFile(store.paths, destination, blob.sha256, placed);
  } catch (error) {
    throw diskFailure(error, destination) ?? error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Codes by which file systems say that they have no such links, or not to there. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES', 'EINVAL']);

async function put(blob: Blob, draft: string): Promise<Placement> {
  if (await made(link(blob.path, draft))) return 'hard-link';
  if (await made(symlink(blob.path, draft))) return 'symbolic-link';
  await ensureSpace(dirname(draft), blob.bytes, freeBytes);
  await copyFile(blob.path, draft, constants.COPYFILE_FICLONE);
  return 'copy';
}

async function made(making: Promise<void>): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (NO_LINK.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function identityOf(path: string): Promise<{ ino: number; dev: number } | null> {
  return lstat(path).catch(() => null);
}

/** Put there by the store and not changed since, or a link into the store whose blob is gone. */
async function isOurs(store: ModelStore, path: string): Promise<boolean> {
  const known = await knownFile(store.paths, path);
  if (known !== null) return known.placed !== null;
  const target = await readlink(path).catch(() => null);
  const isGone = (await stat(path).catch(() => null)) === null;
  return target !== null && isGone && target.startsWith(store.paths.blobs);
}
