import type { StackConnection } from '../attach/stack-connection';
import type { KeptConfiguration } from './configuration';
import { filesToRestore, type RestoredFile } from './restore';

export interface WayBack {
  readonly target: KeptConfiguration;
  /** What differs from it now; never empty. */
  readonly files: readonly RestoredFile[];
}

/** Configurations that were ready, the last one first. */
export function readyOnes(kept: readonly KeptConfiguration[]): KeptConfiguration[] {
  return kept.filter(({ readyAt }) => readyAt !== null).sort((a, b) => b.readyAt! - a.readyAt!);
}

/** The newest configuration that was ready and from which the present differs; null where there is none. */
export async function wayBack(kept: readonly KeptConfiguration[]): Promise<WayBack | null> {
  for (const target of readyOnes(kept)) {
    const files = await filesToRestore(target, kept);
    if (files.length > 0) return { target, files };
  }
  return null;
}

/** The part of a connection that going back takes. */
export type Restartable = Pick<StackConnection, 'snapshot' | 'start' | 'restart'>;

/**
 * After files have been restored under a running stack: has the startup file read again, tries again what had failed, and restarts the
 * agents that run something else than what is there now, and no others. Resolves when they are on their way.
 */
export async function restartConcerned(connection: Restartable, { target, files }: WayBack): Promise<void> {
  const changed = new Set(files.map(({ file }) => file.path));
  const before = connection.snapshot().agents.filter(({ wanted }) => wanted);
  const running = before.filter(({ pid }) => pid !== null).map(({ name }) => name);
  const known = new Set(target.agents.map(({ name }) => name));
  const wanted = before.map(({ name }) => name);
  // Some of the agents only, if it was only them; all, if the file that is restored no longer has one of them.
  await connection.start(wanted.length > 0 && wanted.every((name) => known.has(name)) ? wanted : undefined);
  const now = connection.snapshot().agents;
  const runsOther = (name: string) =>
    now.some((agent) => agent.name === name && agent.outdated) ||
    target.agents.some((agent) => agent.name === name && agent.files.some((file) => changed.has(file)));
  const again = running.filter((name) => now.some((agent) => agent.name === name) && runsOther(name));
  if (again.length > 0) await connection.restart(again);
}
