import { readListeners, type Listener } from '../machine/listeners';
import { readProcessTable, type ProcessInfo } from '../machine/process-table';
import type { Clock } from '../process/clock';
import { FamilyWatch, type ProcessFamily } from '../process/family';

/** Looks are this many times further apart than what the last one cost, so that a busy machine is not made busier… */
const REST_FACTOR = 4;
/** …but no further than this, in milliseconds: what had to wait for the processor seems dearer than it is. */
const LONGEST_REST_MS = 250;

type What = 'all' | 'processes';

/**
 * What the machine looks like now, as far as it concerns this stack: which processes belong to which agent, and who listens where.
 * One look serves all agents, however many ask.
 */
export class MachineView {
  readonly #clock: Clock;
  readonly #watch: FamilyWatch;
  readonly #families = new Set<ProcessFamily>();
  #listeners: readonly Listener[] | null = [];
  #unclaimed: readonly ProcessInfo[] = [];
  #lookedAt = -Infinity;
  #cost = 0;
  #running: { readonly what: What; readonly done: Promise<void> } | null = null;
  #queued: Promise<void> | null = null;
  #queuedWhat: What = 'processes';

  constructor(stackId: string, clock: Clock) {
    this.#clock = clock;
    this.#watch = new FamilyWatch(stackId);
  }

  add(family: ProcessFamily): void {
    this.#families.add(family);
  }

  remove(family: ProcessFamily): void {
    this.#families.delete(family);
  }

  /** Processes with this stack's mark that no known incarnation accounts for: leftovers of a supervisor that lost its state. */
  get unclaimed(): readonly ProcessInfo[] {
    return this.#unclaimed;
  }

  /**
   * Looks again, unless the last look is at most `maxAgeMs` old. With 0 the look is guaranteed to begin after the call.
   */
  refresh(maxAgeMs = 0): Promise<void> {
    const age = this.#clock.now() - this.#lookedAt;
    const rest = Math.min(this.#cost * REST_FACTOR, LONGEST_REST_MS);
    if (maxAgeMs > 0 && age <= Math.max(maxAgeMs, rest)) return Promise.resolve();
    if (!this.#running) return this.#begin('all');
    return maxAgeMs > 0 && this.#running.what === 'all' ? this.#running.done : this.#queue('all');
  }

  /**
   * As `refresh()`, but who listens where stays as it was last seen: the kernel takes longer to tell that than all the rest. For those who wait
   * until processes have ended.
   */
  refreshProcesses(): Promise<void> {
    return this.#running ? this.#queue('processes') : this.#begin('processes');
  }

  /** A look that begins after the one under way; all who ask meanwhile share it. */
  #queue(what: What): Promise<void> {
    if (what === 'all') this.#queuedWhat = what;
    this.#queued ??= this.#running!.done.then(() => {
      const wanted = this.#queuedWhat;
      this.#queued = null;
      this.#queuedWhat = 'processes';
      if (!this.#running) return this.#begin(wanted);
      return wanted === 'processes' || this.#running.what === 'all' ? this.#running.done : this.#queue(wanted);
    });
    return this.#queued;
  }

  #begin(what: What): Promise<void> {
    const done = this.#look(what).finally(() => (this.#running = null));
    this.#running = { what, done };
    return done;
  }

  async #look(what: What): Promise<void> {
    const started = this.#clock.now();
    this.#unclaimed = await this.#watch.assign(await readProcessTable(), [...this.#families]);
    if (what === 'processes') return;
    const pids = [...this.#families].flatMap((family) => family.pids);
    this.#listeners = await readListeners(pids).catch(() => null);
    this.#lookedAt = this.#clock.now();
    this.#cost = this.#lookedAt - started;
  }

  /** Ports on which a process of the family listens, as of the last look; ascending, no repeats. Null: cannot be found out here. */
  ownedPorts(family: ProcessFamily): number[] | null {
    if (!this.#listeners) return null;
    const owned = this.#listeners.filter(({ pid }) => pid !== null && family.has(pid)).map(({ port }) => port);
    return [...new Set(owned)].sort((a, b) => a - b);
  }

  /** Addresses on which the family listens at a port, as of the last look. */
  addressesOf(family: ProcessFamily, port: number): string[] {
    const own = (this.#listeners ?? []).filter(({ pid }) => pid !== null && family.has(pid));
    return own.filter((listener) => listener.port === port).map(({ address }) => address);
  }

  /** Whether anybody at all listened on a port at the last look. */
  isListening(port: number): boolean {
    return !!this.#listeners?.some((listener) => listener.port === port);
  }

  /** The family a process belonged to at the last look. */
  familyOf(pid: number): ProcessFamily | null {
    return [...this.#families].find((family) => family.has(pid)) ?? null;
  }
}
