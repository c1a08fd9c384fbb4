import { readdir } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { userRoots } from '../rendezvous/stack-paths';
import { ConfigurationStore } from './configuration-store';

/**
 * The startup files below a folder of which configurations are kept, those ready last first. They need not be there any more, nor be
 * readable: that is when they are wanted.
 */
export async function findKept(folder: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const { state } = userRoots(environment);
  const stacks = await readdir(state).catch(() => []);
  const found = await Promise.all(
    stacks.map(async (stack) => {
      const kept = (await new ConfigurationStore(join(state, stack)).list()).filter(({ readyAt }) => readyAt !== null);
      const file = kept[0]?.files[0]?.path;
      const below = file === undefined ? '..' : relative(folder, file);
      if (file === undefined || below.startsWith('..') || isAbsolute(below)) return [];
      return [{ file, readyAt: Math.max(...kept.map(({ readyAt }) => readyAt ?? 0)) }];
    }),
  );
  return found
    .flat()
    .sort((a, b) => b.readyAt - a.readyAt)
    .map(({ file }) => file);
}
