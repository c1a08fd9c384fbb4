import type { ProbeKindName, StackSnapshot } from './snapshot';

/**
 * What a supervisor has counted, for those who watch over time. Everything that counts up does so from the supervisor's start
 * unless it says otherwise, so that nothing is lost between two looks, however far apart they are.
 */
export interface StackMeasurements {
  /** The state as it is now, with usage measured for this answer. */
  readonly snapshot: StackSnapshot;
  readonly supervisor: SupervisorMeasurements;
  readonly agents: readonly AgentMeasurements[];
}

export interface SupervisorMeasurements {
  /** Version of the program. */
  readonly version: string;
  /** CPU time it has used, in seconds; null where it does not tell. */
  readonly cpuSeconds: number | null;
  /** Resident memory in bytes; null where it does not tell. */
  readonly rssBytes: number | null;
}

export interface AgentMeasurements {
  /** The name in the startup file. */
  readonly name: string;
  /** Latencies, one histogram for each kind of probe that was answered. */
  readonly probes: readonly ProbeHistogram[];
  /** How many probes ended in which way, by verdict; those that never happened are missing. */
  readonly probeResults: Readonly<Record<string, number>>;
  /** CPU time its processes have used over all its runs, in seconds; null where it was never measured. */
  readonly cpuSeconds: number | null;
  readonly log: LogMeasurements;
}

/** Latencies of the probes that were answered, or that waited in vain for an answer until their time was over. */
export interface ProbeHistogram {
  readonly kind: ProbeKindName;
  /** Upper bounds in seconds, ascending; an observation counts in the first bucket whose bound is not below it. */
  readonly bounds: readonly number[];
  /** Observations in each bucket, one more than bounds: the last one is for what is above them all. Not cumulative. */
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

export interface LogMeasurements {
  /** Bytes on disk, rotated files included; null before the first look. */
  readonly sizeBytes: number | null;
  /** Bytes removed because newer ones took their place, as the limits want it. */
  readonly retiredBytes: number;
  /** Bytes removed before their time because the disk was full. */
  readonly droppedBytes: number;
}
