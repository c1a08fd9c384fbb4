import { machineInspector } from '../machine/inspector';
import { readProcess, type ProcessInfo } from '../machine/process-table';

/** One incarnation of a process: pids are reused, pids with their start are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** See {@link ProcessInfo.startTicks}. */
  readonly startTicks: string;
}

export function sameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks;
}

/** Whether this very process still runs. A zombie does not: it holds no port, no memory and no GPU. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const now = await readProcess(identity.pid);
  return now !== null && isRunning(now) && sameProcess(now, identity);
}

/** False for processes that have ended and only wait for their parent to ask. */
export function isRunning(info: ProcessInfo): boolean {
  return info.state !== 'Z' && info.state !== 'X';
}

let own: Promise<ProcessIdentity> | undefined;

/** The identity of the process that asks. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= readProcess(process.pid).then((info) => ({ pid: process.pid, startTicks: info?.startTicks ?? 'unknown' }));
  return own;
}

/**
 * Sends a signal to exactly this incarnation. False when it is gone, was replaced by another process under the same pid, or may
 * not be signalled; nothing is sent then.
 */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<boolean> {
  if (identity.pid <= 1 || identity.pid === process.pid) return false;
  if (!(await isAlive(identity))) return false;
  return machineInspector().send(identity.pid, signal);
}
