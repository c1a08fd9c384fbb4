import { lstat, mkdir, chmod } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes sure that a directory exists which only this user can enter. Its parent gets the same treatment when it is ours to make.
 *
 * Rejects when somebody else owns it or it is a link: under a shared directory such as /tmp, that is how one user would be
 * made to talk to another user's supervisor.
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  for (const directory of [dirname(path), path]) {
    const found = await lstat(directory);
    const uid = process.getuid?.();
    if (!found.isDirectory() || found.uid !== uid) {
      throw new Error(
        `${directory} is not a directory of this user, so no supervisor can be trusted there. ` +
          'Remove it, or set AGENT_PREFLIGHT_HOME to a directory of your own.',
      );
    }
    if ((found.mode & 0o077) !== 0) await chmod(directory, 0o700);
  }
}
