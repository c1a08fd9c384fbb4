import { machineInspector } from './inspector';
import type { ProcessInfo } from './machine-inspector';

export type { ProcessInfo } from './machine-inspector';

/** Every process visible to this user, by ascending pid. A few milliseconds on Linux; a helper command elsewhere. */
export function readProcessTable(): Promise<ProcessInfo[]> {
  return machineInspector().processes();
}

/** One process as it is now; null when no process has that pid. A zombie is returned, with `state` `Z`. */
export function readProcess(pid: number): Promise<ProcessInfo | null> {
  return machineInspector().process(pid);
}

/**
 * Whether the process was started with exactly this environment entry (`KEY=VALUE`). False when the environment cannot be read.
 *
 * A process may overwrite the memory that holds its environment (titles set with `setproctitle` do); descent and session have
 * to vouch for those.
 */
export function processEnvironmentHas(pid: number, entry: string): Promise<boolean> {
  return machineInspector().environmentHas(pid, entry);
}
