import type { Clock } from './clock';
import type { ProcessFamily } from './family';
import { isAlive, signalProcess, type ProcessIdentity } from './identity';

export interface StopStep {
  readonly signal: NodeJS.Signals;
  /** How long the processes may take before the next step, in milliseconds. */
  readonly graceMs: number;
}

export interface EndOptions {
  /** What the main process is asked first; SIGKILL follows the last step. */
  readonly steps: readonly StopStep[];
  readonly clock: Clock;
  /** End what outlives the main process without asking first, as the end of a container would. */
  readonly withoutAsking?: boolean;
  /** Looks at the machine again and brings the family up to date. */
  readonly refresh: () => Promise<void>;
  /** Called again and again with what is still there and what it was last sent. */
  readonly onRemaining?: (remaining: readonly ProcessIdentity[], signal: NodeJS.Signals) => void;
  readonly isAlive?: (identity: ProcessIdentity) => Promise<boolean>;
  readonly signal?: (identity: ProcessIdentity, signal: NodeJS.Signals) => Promise<boolean>;
}

/** What processes that outlive their main process get between SIGTERM and SIGKILL. */
const LEFTOVER_GRACE_MS = 2_000;
/** A process that survives SIGKILL this long sits in the kernel (a stuck driver or disk); waiting longer does not help. */
const KILL_PATIENCE_MS = 10_000;

/**
 * Ends every process of a family: first the main process by its own signals, then whatever it leaves behind, then by SIGKILL.
 * Returns what could not be ended, normally nothing.
 */
export async function endFamily(family: ProcessFamily, options: EndOptions): Promise<readonly ProcessIdentity[]> {
  const end = new Ending(family, options);
  // What is known to be there is struck down at once; the look then tells what was not known.
  if (options.withoutAsking) await end.strike();
  await options.refresh();
  if (family.members.length > 0 && !options.withoutAsking) await end.askLeader();
  if (family.members.length > 0 && !options.withoutAsking) await end.askLeftovers();
  if (family.members.length > 0) await end.kill();
  return family.members;
}

class Ending {
  readonly #family: ProcessFamily;
  readonly #options: EndOptions;
  readonly #isAlive: (identity: ProcessIdentity) => Promise<boolean>;
  readonly #signal: (identity: ProcessIdentity, signal: NodeJS.Signals) => Promise<boolean>;

  constructor(family: ProcessFamily, options: EndOptions) {
    this.#family = family;
    this.#options = options;
    this.#isAlive = options.isAlive ?? isAlive;
    this.#signal = options.signal ?? signalProcess;
  }

  async askLeader(): Promise<void> {
    const { leader } = this.#family;
    if (!leader || !(await this.#isAlive(leader))) return;
    for (const step of this.#options.steps) {
      await this.#ask(leader, step.signal);
      if (await this.#wait(step, async () => !(await this.#isAlive(leader)))) return;
    }
  }

  /** Workers whose main process is gone. Those of a main process that did not obey are past asking. */
  async askLeftovers(): Promise<void> {
    const { leader, members } = this.#family;
    if (leader && (await this.#isAlive(leader))) return;
    for (const member of members) await this.#ask(member, 'SIGTERM');
    await this.#wait({ signal: 'SIGTERM', graceMs: LEFTOVER_GRACE_MS }, async () => false);
  }

  /** In rounds, since a member may fork between the look and the signal. */
  async kill(): Promise<void> {
    const { clock, refresh } = this.#options;
    const deadline = clock.now() + KILL_PATIENCE_MS;
    for (let pause = 5; this.#family.members.length > 0 && clock.now() < deadline; pause = Math.min(pause * 2, 250)) {
      this.#report('SIGKILL');
      await this.strike();
      await clock.sleep(pause);
      await refresh();
    }
  }

  async strike(): Promise<void> {
    for (const member of this.#family.members) await this.#signal(member, 'SIGKILL');
  }

  /** A stopped process (Ctrl-Z, a debugger) acts on a signal only once it goes on. */
  async #ask(target: ProcessIdentity, signal: NodeJS.Signals): Promise<void> {
    if ((await this.#signal(target, signal)) && process.platform !== 'win32') await this.#signal(target, 'SIGCONT');
  }

  /** True when the family is empty or `enough` says so; false when the grace is over. */
  async #wait(step: StopStep, enough: () => Promise<boolean>): Promise<boolean> {
    const { clock, refresh } = this.#options;
    const deadline = clock.now() + step.graceMs;
    for (let pause = 5; ; pause = Math.min(pause * 1.6, 100)) {
      this.#report(step.signal);
      const rest = deadline - clock.now();
      if (rest <= 0) return false;
      await clock.sleep(Math.min(pause, rest));
      if (await this.#someAlive()) {
        if (await enough()) return await refresh().then(() => true);
        continue;
      }
      await refresh(); // all known members are gone; only a new look can tell whether they left others
      if (this.#family.members.length === 0) return true;
      if (await enough()) return true;
    }
  }

  /** Cheap: asks only for the members known so far. */
  async #someAlive(): Promise<boolean> {
    for (const member of this.#family.members) if (await this.#isAlive(member)) return true;
    return false;
  }

  #report(signal: NodeJS.Signals): void {
    this.#options.onRemaining?.(this.#family.members, signal);
  }
}
