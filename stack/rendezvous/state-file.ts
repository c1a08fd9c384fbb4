import { readFile } from 'node:fs/promises';
import type { GpuPlace } from '../gpu/placement';
import type { ProbeKindName } from '../protocol/snapshot';
import { isAlive, type ProcessIdentity } from '../process/identity';
import { replaceFile } from './replace-file';

/** What a new supervisor must know to go on where another was killed. Holds names of variables, never their values. */
export interface SavedState {
  readonly version: 1;
  readonly stackId: string;
  readonly file: string;
  readonly projectRoot: string;
  /** Whether the stack was asked to be up. */
  readonly wanted: boolean;
  readonly startedAt: number | null;
  /** Profiles asked for; absent in states of earlier versions. */
  readonly profiles?: readonly string[];
  readonly agents: readonly SavedAgent[];
}

export interface SavedAgent {
  readonly name: string;
  readonly wanted: boolean;
  readonly restarts: number;
  /** The incarnation that runs, or is about to: the cookie is written before the process is started. Null when none does. */
  readonly run: SavedRun | null;
}

export interface SavedRun {
  readonly cookie: string;
  /** Null when the supervisor was killed between writing the cookie and hearing of the process. */
  readonly leader: ProcessIdentity | null;
  readonly startedAt: number;
  readonly readyAt: number | null;
  /** Size of the log in bytes when it was started. */
  readonly logOffset: number;
  /** Hash of what it was started with, to see whether the startup file says something else by now. */
  readonly fingerprint: string;
  readonly environmentNames: readonly string[];
  readonly lastProbe: ProbeKindName | null;
  /** Where it computes, so that the next supervisor does not give its room away. */
  readonly gpu?: GpuPlace;
}

/** Null when there is no state, or none that can be understood: a damaged file must not keep a stack from starting. */
export async function readState(path: string): Promise<SavedState | null> {
  try {
    const parsed = JSON.parse(await readFile(path, 'utf8')) as SavedState;
    return parsed.version === 1 && Array.isArray(parsed.agents) ? parsed : null;
  } catch {
    return null;
  }
}

/** Whether the state names an agent whose main process still runs: then there is something to adopt. */
export async function hasLivingAgents(state: SavedState): Promise<boolean> {
  for (const agent of state.agents) {
    if (agent.run?.leader && (await isAlive(agent.run.leader))) return true;
  }
  return false;
}

/** Writes states one after another, each whole or not at all, readable by this user only. */
export class StateWriter {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();
  #next: { state: () => SavedState; done: Promise<void> } | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Resolves when a state at least as new as this call is on disk. Calls that come while one is being written share the next write.
   */
  write(state: () => SavedState): Promise<void> {
    if (this.#next) {
      this.#next.state = state;
      return this.#next.done;
    }
    const before = this.#writing;
    const entry = { state, done: Promise.resolve() };
    entry.done = before
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return replaceFile(this.#path, `${JSON.stringify(entry.state(), null, 1)}\n`);
      });
    this.#next = entry;
    this.#writing = entry.done;
    return entry.done;
  }
}
