import { accessSync, constants, statSync } from 'node:fs';
import { checkDisk } from '../preflight/disk';
import { userRoots, type UserRoots } from '../rendezvous/stack-paths';
import { note, ok, problem, type Examination } from './examination';

/** The two directories of this user's stacks: whether they are this user's alone, can be written, and have room. */
export async function examinePlaces(environment: NodeJS.ProcessEnv): Promise<Examination[]> {
  const roots: UserRoots = userRoots(environment);
  const sockets = process.platform === 'win32' ? ok('Sockets', 'named pipes') : ownDirectory('Sockets', roots.runtime);
  const state = ownDirectory('Logs and state', roots.state);
  if (state.verdict !== 'ok') return [sockets, state];
  const disk = await checkDisk(roots.state);
  const short = disk.map(({ severity, message, remedy }) =>
    severity === 'error' ? problem('Logs and state', message, remedy) : note('Logs and state', message, remedy),
  );
  return [sockets, ...(short.length > 0 ? short : [state])];
}

/** A directory that does not exist yet is made as it should be. */
function ownDirectory(subject: string, directory: string): Examination {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (!found || process.platform === 'win32') return ok(subject, directory);
  if (!found.isDirectory()) return problem(subject, `${directory} is no directory`, `Remove it: rm ${directory}`);
  if (found.uid !== process.getuid?.()) {
    const remedy = 'Remove it, or set XDG_RUNTIME_DIR and XDG_STATE_HOME to directories of your own.';
    return problem(subject, `${directory} belongs to another user`, remedy);
  }
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch {
    return problem(subject, `${directory} cannot be written to`, `chmod 700 ${directory}`);
  }
  return ok(subject, directory);
}
