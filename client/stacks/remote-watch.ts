import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { RemotePlace } from '@agent-preflight/stack/remote/watch-startup-file';
import type { WatchedStack } from '@agent-preflight/stack/remote/watched-stack';
import type { RemoteWatchState } from '../stack-view/stack-list';
import type { Subscription } from './launcher';

/** Looks at the stack of a startup file where it runs. Rejects, with what is to be done about it, when nobody there can be asked. */
export type OpenRemote = (file: string, place: RemotePlace) => Promise<WatchedStack>;

const defaultRetryMs = 15_000;

/**
 * One stack, watched where it was handed over to, through any number of connections: it is opened anew when its startup file declares
 * other agents, and tried again when there is nobody to be asked.
 */
export class RemoteWatch implements Subscription {
  private stack: WatchedStack | null = null;
  private last: StackSnapshot | null = null;
  private failure: string | null = null;
  private retry: NodeJS.Timeout | null = null;
  private turn = 0;

  /**
   * @param file absolute path of the startup file
   * @param changed called after every change of what is known
   * @param retryMs between two attempts to reach those who can be asked
   */
  constructor(
    readonly file: string,
    readonly place: RemotePlace,
    private readonly openRemote: OpenRemote,
    private readonly changed: () => void,
    private readonly retryMs: number = defaultRetryMs,
  ) {}

  /** What was last seen; null when nothing was seen yet. */
  get snapshot(): StackSnapshot | null {
    return this.last;
  }

  get state(): RemoteWatchState {
    return { place: this.place, complaint: this.failure ?? this.last?.issues[0]?.message ?? null };
  }

  /** Begins to watch, or begins anew. Rejects when it cannot; then nothing is tried again. */
  async open(): Promise<void> {
    const turn = this.begin();
    const stack = await this.openRemote(this.file, this.place);
    // Given up, or begun anew, in the meantime.
    if (turn !== this.turn) return stack.dispose();
    this.stack?.dispose();
    this.stack = stack;
    this.failure = null;
    stack.onDidChange((snapshot) => {
      if (this.stack === stack) this.show(snapshot);
    });
    this.show(stack.snapshot());
  }

  /** As {@link open}, and goes on trying. Never rejects: what is in the way is told by {@link state}. */
  async persist(): Promise<void> {
    const opening = this.open();
    const { turn } = this;
    try {
      await opening;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = error instanceof Error ? error.message : String(error);
      this.retry = setTimeout(() => void this.persist(), this.retryMs);
      this.changed();
    }
  }

  dispose(): void {
    this.begin();
    this.stack?.dispose();
    this.stack = null;
  }

  /** From here on, an attempt that is under way or planned counts for nothing. */
  private begin(): number {
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    return ++this.turn;
  }

  private show(snapshot: StackSnapshot): void {
    this.last = snapshot;
    this.changed();
  }
}
