import { readFileSync, statSync } from 'node:fs';

const LONGEST_USER_NAME = 31;

/** As whom agents run: an account that is there, or one that systemd makes up while they run. */
export interface ServiceUser {
  readonly name: string;
  readonly isDynamic: boolean;
}

/** The user given, else the owner of the project; a project of root's gets a user of its own. */
export function serviceUser(projectRoot: string, stack: string, given: string | undefined): ServiceUser {
  if (given !== undefined) return { name: given, isDynamic: false };
  const owner = statSync(projectRoot, { throwIfNoEntry: false })?.uid ?? 0;
  const name = owner === 0 ? null : accountName(owner);
  return name === null
    ? { name: stack.slice(0, LONGEST_USER_NAME).replace(/-+$/, ''), isDynamic: true }
    : { name, isDynamic: false };
}

function accountName(uid: number): string | null {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(uid));
    return line?.split(':')[0] ?? null;
  } catch {
    return null; // no such file on this system
  }
}
