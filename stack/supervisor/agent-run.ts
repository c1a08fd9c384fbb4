import { randomUUID } from 'node:crypto';
import { ProcessFamily } from '../process/family';
import { isAlive, type ProcessIdentity } from '../process/identity';
import type { GpuPlace } from '../gpu/placement';
import type { Clock } from '../process/clock';
import type { ExitStatus } from '../process/spawn-agent';
import type { SavedRun } from '../rendezvous/state-file';
import type { ProbeKindName } from '../protocol/snapshot';

/** One incarnation of an agent, from its start to the end of its last process. */
export interface AgentRun {
  readonly id: string;
  readonly family: ProcessFamily;
  readonly adopted: boolean;
  /** Resolves when the main process has ended; null when nobody here was its parent. */
  readonly exited: Promise<ExitStatus | null>;
  /** On the launcher's clock. */
  readonly startedAt: number;
  /** Milliseconds since the epoch. */
  readonly startedWall: number;
  readonly logOffset: number;
  readonly fingerprint: string;
  readonly environmentNames: readonly string[];
  /** The kernel's count of processes it ended for want of memory, when this one started. */
  readonly kernelKills: number | null;
  /** Where it computes; null where it asks for no GPU, or chose by itself. */
  readonly gpu: GpuPlace | null;
  /** On the launcher's clock; null until it has been ready. */
  readyAt: number | null;
  readyWall: number | null;
  lastProbe: ProbeKindName | null;
}

/** How often a process that is not our child is looked at, in milliseconds. */
const POLL_MS = 200;

/** Takes over what an earlier supervisor started. Whether it still runs shows in `exited` at once. */
export function adoptRun(saved: SavedRun, clock: Clock, signal: AbortSignal): AgentRun {
  // The clock on the wall may have been set meanwhile: one that had not been ready yet gets its whole start period anew.
  const age = saved.readyAt === null ? 0 : Math.max(0, clock.wallTime() - saved.startedAt);
  const readyFor = saved.readyAt === null ? null : Math.max(0, clock.wallTime() - saved.readyAt);
  return {
    id: randomUUID(),
    family: new ProcessFamily(saved.cookie, saved.leader),
    adopted: true,
    exited: saved.leader ? pollUntilGone(saved.leader, clock, signal) : Promise.resolve(null),
    startedAt: clock.now() - age,
    startedWall: saved.startedAt,
    logOffset: saved.logOffset,
    fingerprint: saved.fingerprint,
    environmentNames: saved.environmentNames,
    kernelKills: null,
    gpu: saved.gpu ?? null,
    readyAt: readyFor === null ? null : clock.now() - readyFor,
    readyWall: saved.readyAt,
    lastProbe: saved.lastProbe,
  };
}

async function pollUntilGone(leader: ProcessIdentity, clock: Clock, signal: AbortSignal): Promise<null> {
  while (!signal.aborted && (await isAlive(leader))) await clock.sleep(POLL_MS, signal);
  return null;
}

export function savedRun(run: AgentRun): SavedRun {
  return {
    cookie: run.family.cookie,
    leader: run.family.leader,
    startedAt: run.startedWall,
    readyAt: run.readyWall,
    logOffset: run.logOffset,
    fingerprint: run.fingerprint,
    environmentNames: run.environmentNames,
    lastProbe: run.lastProbe,
    ...(run.gpu ? { gpu: run.gpu } : {}),
  };
}
