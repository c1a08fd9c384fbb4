import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The directory for sockets or state cannot be used; the message says what to do. */
export class UnusableDirectory extends Error {}

const REMEDY = 'set AGENT_PREFLIGHT_HOME to a directory of your own.';

/**
 * Makes sure that a directory exists which only this user can enter. Its parent gets the same treatment when it is ours to make.
 *
 * Rejects when somebody else owns it or it is a link: under a shared directory such as /tmp, that is how one user would be
 * made to talk to another user's supervisor.
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  try {
    await makeDirectories(path);
  } catch (error) {
    throw new UnusableDirectory(`${path} cannot be made (${(error as Error).message}); ${REMEDY}`, { cause: error });
  }
  if (process.platform === 'win32') return;
  for (const directory of [dirname(path), path]) {
    const found = await lstat(directory);
    const uid = process.getuid?.();
    if (!found.isDirectory() || found.uid !== uid) {
      throw new UnusableDirectory(
        `${directory} is not a directory of this user, so no supervisor can be trusted there. Remove it, or ${REMEDY}`,
      );
    }
    if ((found.mode & 0o077) !== 0) await chmod(directory, 0o700);
  }
}

/** As `mkdir -p`. Node's own never ends where the system refuses with ENOENT below a directory that is there (`/proc`). */
async function makeDirectories(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const parent = dirname(path);
  if (parent !== path) await makeDirectories(parent);
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // somebody else was faster
  }
}
