import type { Configuration } from '../../configuration/configuration';
import type { ProjectFacts } from '../../project/project-facts';
import type { CheckOptions } from './checker';

/** What a check worker is started with. */
export interface WorkerSetup {
  /** The rules to run, by id. */
  readonly rules: readonly string[];
  /**
   * Memory shared with the pool, as 32-bit integers: what the worker is doing is seen even while it cannot answer.
   * See `PROGRESS` for its slots.
   */
  readonly progress: SharedArrayBuffer;
}

export const PROGRESS = {
  /** How many files the worker has checked so far. */
  done: 0,
  /** 1-based index, in the batch under way, of the file being checked; 0 between files. */
  current: 1,
  slots: 2,
} as const;

export type WorkerRequest =
  | {
      readonly method: 'load';
      readonly rootUri: string;
      readonly paths: readonly string[];
      readonly configuration: Configuration;
    }
  | { readonly method: 'setProject'; readonly facts: ProjectFacts }
  | { readonly method: 'check'; readonly paths: readonly string[]; readonly options: CheckOptions }
  | { readonly method: 'setText'; readonly path: string; readonly text: string };

export interface WorkerCall {
  readonly id: number;
  readonly request: WorkerRequest;
}

export type WorkerAnswer =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };
