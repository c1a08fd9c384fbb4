import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ownIdentity, sameProcess } from '../process/identity';
import { lockHolder } from '../rendezvous/lock';
import type { StackPaths } from '../rendezvous/stack-paths';

/**
 * Whether clients still find this supervisor: its lock and its socket are where they were. Programs that tidy up /tmp remove both after
 * some days; another supervisor may then have been started already, and two must not look after the same agents.
 */
export async function isStillOurs(paths: StackPaths): Promise<boolean> {
  const holder = await lockHolder(paths.supervisorLock);
  if (!holder || !sameProcess(holder, await ownIdentity())) return false;
  if (process.platform === 'win32') return true;
  return stat(paths.socket).then(
    (found) => found.isSocket(),
    () => false,
  );
}

/** Makes the meeting place look used, since such programs go by age. */
export async function keepFresh(paths: StackPaths): Promise<void> {
  const now = new Date();
  const places = [paths.runtimeDirectory, paths.socket, paths.supervisorLock, join(paths.supervisorLock, 'owner')];
  for (const place of places) await utimes(place, now, now).catch(() => undefined);
}
