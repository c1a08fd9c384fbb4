import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The commit that is checked out where a folder lies, read from git's own files; null outside of a repository, or without commits. */
export async function gitCommit(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const git = await gitDirectory(join(at, '.git'));
    if (git) return commitIn(git);
    if (dirname(at) === at) return null;
  }
}

/** `.git` is a file that names the directory in worktrees and submodules. */
async function gitDirectory(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return path;
  const named = found?.isFile() ? /^gitdir: (.+)$/m.exec(await text(path))?.[1] : undefined;
  return named ? resolve(dirname(path), named.trim()) : null;
}

async function commitIn(git: string): Promise<string | null> {
  const head = (await text(join(git, 'HEAD'))).trim();
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (!ref) return hash(head);
  const common = (await text(join(git, 'commondir'))).trim();
  for (const directory of [git, ...(common === '' ? [] : [resolve(git, common)])]) {
    const loose = hash((await text(join(directory, ref))).trim());
    if (loose) return loose;
    const packed = (await text(join(directory, 'packed-refs'))).split('\n').find((line) => line.endsWith(` ${ref}`));
    if (packed) return hash(packed.split(' ')[0]!);
  }
  return null;
}

function hash(value: string): string | null {
  return /^[0-9a-f]{40,64}$/.test(value) ? value : null;
}

function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
