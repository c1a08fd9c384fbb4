import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive, ownIdentity, type ProcessIdentity } from '../process/identity';

/** A lock that is held until it is released or its holder ends. */
export interface Lock {
  release(): Promise<void>;
}

export type LockAttempt =
  | { readonly acquired: true; readonly lock: Lock }
  | { readonly acquired: false; readonly holder: ProcessIdentity | null };

const OWNER = 'owner';
/** Names of holders never live longer than this in a half-made directory. */
const DEBRIS_AGE_MS = 60_000;

/**
 * Tries once to take the lock at `path`, a directory with its holder's pid and start time inside.
 *
 * The directory is made complete under another name and then moved into place, which the system does for one caller only and
 * never over a directory that holds something: so there is no instant at which the lock exists without a holder. A lock whose
 * holder is gone, or whose pid now belongs to another process, is broken.
 */
export async function tryLock(path: string): Promise<LockAttempt> {
  const own = await ownIdentity();
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await place(path, own)) return { acquired: true, lock: { release: () => release(path, own) } };
    const holder = await readHolder(path);
    if (holder && (await isAlive(holder))) return { acquired: false, holder };
    await breakStale(path, holder);
  }
  return { acquired: false, holder: await readHolder(path) };
}

/** The living holder of a lock; null when nobody holds it. */
export async function lockHolder(path: string): Promise<ProcessIdentity | null> {
  const holder = await readHolder(path);
  return holder && (await isAlive(holder)) ? holder : null;
}

async function place(path: string, own: ProcessIdentity): Promise<boolean> {
  const draft = `${path}.${own.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(join(draft, OWNER), JSON.stringify(own), { mode: 0o600 });
  try {
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'EACCES' || code === 'ENOTDIR')
      return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<ProcessIdentity | null> {
  try {
    const parsed = JSON.parse(await readFile(join(path, OWNER), 'utf8')) as Partial<ProcessIdentity>;
    if (typeof parsed.pid !== 'number' || typeof parsed.startTicks !== 'string') return null;
    return { pid: parsed.pid, startTicks: parsed.startTicks };
  } catch {
    return null; // gone, or debris of another kind
  }
}

/**
 * Moves a stale lock out of the way. Between our look and the move, another process may have broken it and taken the lock
 * itself; so breaking has a lock of its own, under which we look again.
 */
async function breakStale(path: string, seen: ProcessIdentity | null): Promise<void> {
  const breaker = `${path}.breaking`;
  const own = await ownIdentity();
  if (!(await place(breaker, own))) {
    const holder = await readHolder(breaker);
    if (holder && (await isAlive(holder))) return; // it is being done
    await discard(breaker);
    return;
  }
  try {
    const now = await readHolder(path);
    const unchanged = now === null ? seen === null : now.pid === seen?.pid && now.startTicks === seen.startTicks;
    if (unchanged) await discard(path);
    await sweepDrafts(path);
  } finally {
    await discard(breaker);
  }
}

/** In one step, so that nobody sees it half removed. */
async function discard(path: string): Promise<void> {
  const away = `${path}.old-${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, away);
  } catch {
    return; // somebody else did it
  }
  await rm(away, { recursive: true, force: true });
}

/** Half-made locks of processes that were killed while making them. */
async function sweepDrafts(path: string): Promise<void> {
  const directory = dirname(path);
  for (const name of await readdir(directory).catch(() => [])) {
    if (!name.startsWith(`${basename(path)}.`) || name.endsWith('.breaking')) continue;
    const draft = join(directory, name);
    const age = await stat(draft).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > DEBRIS_AGE_MS) await rm(draft, { recursive: true, force: true });
  }
}

async function release(path: string, own: ProcessIdentity): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid === own.pid && holder.startTicks === own.startTicks) await discard(path);
}
