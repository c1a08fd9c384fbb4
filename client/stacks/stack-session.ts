import { setTimeout as delay } from 'node:timers/promises';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { Launcher, StackLink, Subscription } from './launcher';

/** Waits, in milliseconds. */
export interface SessionTiming {
  /** Before each attempt to find the agents of a stack again after its supervisor was lost. */
  readonly reattach: readonly number[];
  /** Until a supervisor whose stack is stopped is let go: it ends when nobody talks to it. */
  readonly release: number;
  /** After that, until it is looked for again; a look would keep it alive. Longer than a supervisor idles before it ends. */
  readonly quiet: number;
}

const defaultTiming: SessionTiming = { reattach: [100, 400, 1500], release: 20_000, quiet: 17_000 };

export interface SessionEvents {
  /** After every change of the snapshot. */
  changed(): void;
  /** Something that did not work and that nobody asked for just now; for the output. */
  report(message: string): void;
}

/**
 * One startup file's connection to its supervisor, over any number of supervisors: it is made when somebody asks, made again when
 * a supervisor is killed under a running stack, and given up when there is nothing to talk about.
 */
export class StackSession implements Subscription {
  private link: StackLink | null = null;
  private connecting: Promise<StackLink | null> | null = null;
  private last: StackSnapshot | null = null;
  private disposed = false;
  private quietUntil = 0;
  private release: NodeJS.Timeout | null = null;
  private reported = '';
  private readonly linked = new Set<(link: StackLink) => void>();

  /** @param file absolute path of the startup file */
  constructor(
    readonly file: string,
    private readonly launcher: Launcher,
    private readonly events: SessionEvents,
    private readonly timing: SessionTiming = defaultTiming,
  ) {}

  /** What the supervisor last said; null when there is none. */
  get snapshot(): StackSnapshot | null {
    return this.last;
  }

  get current(): StackLink | null {
    return this.link;
  }

  /** Called with every new link, so that what was followed on the old one can be followed again. */
  onDidLink(listener: (link: StackLink) => void): Subscription {
    this.linked.add(listener);
    return { dispose: () => void this.linked.delete(listener) };
  }

  /** Joins what runs, if anything does. Never starts an agent and never rejects: failing to find a stack is an answer. */
  async attach(): Promise<boolean> {
    try {
      const link = await this.open(() => this.launcher.attach(this.file));
      this.reported = '';
      return link !== null;
    } catch (error) {
      // Looked for every few seconds; told once.
      if (String(error) !== this.reported) this.events.report(`${this.file}: ${String(error)}`);
      this.reported = String(error);
      return false;
    }
  }

  /** As {@link attach}, unless a supervisor was let go a moment ago and is to end in peace. */
  async look(): Promise<void> {
    if (!this.link && Date.now() >= this.quietUntil) await this.attach();
  }

  /** The link to the supervisor, which is started where there is none. Rejects when it cannot be. */
  async connect(): Promise<StackLink> {
    // An attempt to attach that is under way may end with nothing; then it is this one's turn.
    const link =
      (await this.connecting?.catch(() => null)) ?? (await this.open(() => this.launcher.attachOrStart(this.file)));
    if (!link) throw new Error('the supervisor did not come up');
    return link;
  }

  /** Drops the link and makes it again, for a setting that the supervisor must hear of. */
  async reconnect(): Promise<void> {
    if (!this.link) return;
    this.letGo();
    if (!(await this.attach())) this.accept(null);
  }

  /** Lets go of the supervisor; the stack goes on as the supervisor's lease says. */
  dispose(): void {
    this.disposed = true;
    this.linked.clear();
    this.letGo();
  }

  private open(open: () => Promise<StackLink | null>): Promise<StackLink | null> {
    if (this.link) return Promise.resolve(this.link);
    this.connecting ??= open()
      .then((link) => this.adopt(link))
      .finally(() => {
        this.connecting = null;
      });
    return this.connecting;
  }

  private adopt(link: StackLink | null): StackLink | null {
    if (!link || this.disposed) {
      link?.dispose();
      return null;
    }
    this.link = link;
    link.onDidChange((snapshot) => {
      if (this.link === link) this.accept(snapshot);
    });
    link.onDidClose(() => void this.lost(link));
    this.accept(link.snapshot());
    for (const listener of this.linked) listener(link);
    return link;
  }

  /**
   * A supervisor that ends by request says before that its stack has stopped. One that goes without a word was killed, and its
   * agents still run; they stay on display as last seen while somebody is found to look after them.
   */
  private async lost(link: StackLink): Promise<void> {
    if (this.link !== link) return;
    this.link = null;
    for (const pause of isUp(this.last) ? this.timing.reattach : []) {
      await delay(pause);
      if (this.disposed || this.link || (await this.attach())) return;
    }
    if (!this.link && !this.disposed) this.accept(null);
  }

  private accept(snapshot: StackSnapshot | null): void {
    if (this.link && !isUp(snapshot)) this.release ??= setTimeout(() => this.giveUp(), this.timing.release);
    else this.cancelRelease();
    if (snapshot === this.last) return;
    this.last = snapshot;
    this.events.changed();
  }

  /** The stack has been stopped for a while: its supervisor may end, and the file alone says what there is to see. */
  private giveUp(): void {
    this.letGo();
    this.quietUntil = Date.now() + this.timing.quiet;
    this.accept(null);
  }

  private letGo(): void {
    this.cancelRelease();
    const link = this.link;
    this.link = null;
    link?.dispose();
  }

  private cancelRelease(): void {
    if (this.release) clearTimeout(this.release);
    this.release = null;
  }
}

function isUp(snapshot: StackSnapshot | null): boolean {
  return snapshot !== null && (snapshot.wanted || snapshot.state !== 'stopped');
}
