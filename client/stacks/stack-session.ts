import { setTimeout as delay } from 'node:timers/promises';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { Launcher, StackLink, Subscription } from './launcher';

/** Attempts to find the agents of a stack again after its supervisor was lost, and the pause before each, in milliseconds. */
const reattachPauses = [100, 400, 1500];

/**
 * One startup file's connection to its supervisor, over any number of supervisors: it is made when somebody asks, made again when
 * a supervisor is killed under a running stack, and gone when there is nothing to talk about.
 */
export class StackSession implements Subscription {
  private link: StackLink | null = null;
  private connecting: Promise<StackLink | null> | null = null;
  private last: StackSnapshot | null = null;
  private disposed = false;
  private readonly linked = new Set<(link: StackLink) => void>();

  /**
   * @param file absolute path of the startup file
   * @param changed called after every change of {@link snapshot}
   */
  constructor(
    readonly file: string,
    private readonly launcher: Launcher,
    private readonly changed: () => void,
    private readonly report: (message: string) => void,
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
      return (await this.open(() => this.launcher.attach(this.file))) !== null;
    } catch (error) {
      this.report(`${this.file}: ${String(error)}`);
      return false;
    }
  }

  /** The link to the supervisor, which is started where there is none. Rejects when it cannot be. */
  async connect(): Promise<StackLink> {
    // An attempt to attach that is under way may end with nothing; then it is this one's turn.
    const link =
      (await this.connecting?.catch(() => null)) ?? (await this.open(() => this.launcher.attachOrStart(this.file)));
    if (!link) throw new Error('the supervisor did not come up');
    return link;
  }

  /** Lets go of the supervisor; the stack goes on as the supervisor's lease says. */
  dispose(): void {
    this.disposed = true;
    this.linked.clear();
    this.link?.dispose();
    this.link = null;
  }

  /** Drops the link and makes it again, for a setting that the supervisor must hear of. */
  async reconnect(): Promise<void> {
    if (!this.link) return;
    this.link.dispose();
    this.link = null;
    await this.attach();
    if (!this.link) this.accept(null);
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
    const wasUp = this.last !== null && (this.last.wanted || this.last.state !== 'stopped');
    for (const pause of wasUp ? reattachPauses : []) {
      await delay(pause);
      if (this.disposed || this.link || (await this.attach())) return;
    }
    if (!this.link && !this.disposed) this.accept(null);
  }

  private accept(snapshot: StackSnapshot | null): void {
    if (snapshot === this.last) return;
    this.last = snapshot;
    this.changed();
  }
}
