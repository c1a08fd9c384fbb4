import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readProcess } from '../machine/process-table';
import { lockHolder, tryLock } from './lock';
import type { StackPaths } from './stack-paths';

/**
 * Removes what killed clients and supervisors left where they meet: locks nobody holds, half-made ones, sockets on which nobody listens. For
 * the supervisor alone, while it holds its lock: until then nobody else listens.
 */
export async function sweepDebris(paths: StackPaths): Promise<void> {
  const attempt = await tryLock(paths.startLock); // takes it from the dead
  if (attempt.acquired) await attempt.lock.release();
  const socket = basename(paths.socket);
  for (const name of await readdir(paths.runtimeDirectory).catch(() => [])) {
    if (await isDebris(name, socket, paths)) {
      await rm(join(paths.runtimeDirectory, name), { recursive: true, force: true });
    }
  }
}

async function isDebris(name: string, socket: string, paths: StackPaths): Promise<boolean> {
  if (name.startsWith(`${socket}.`)) return name !== `${socket}.${process.pid}`;
  const locks = [basename(paths.startLock), basename(paths.supervisorLock)];
  const lock = locks.find((candidate) => name.startsWith(`${candidate}.`));
  if (!lock) return false;
  const rest = name.slice(lock.length + 1);
  if (rest.startsWith('old-')) return true; // on its way out when its remover was killed
  if (rest === 'breaking') return (await lockHolder(join(paths.runtimeDirectory, name))) === null;
  const maker = /^(\d+)-/.exec(rest)?.[1];
  return maker !== undefined && (await readProcess(Number(maker))) === null;
}
