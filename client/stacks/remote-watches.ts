import type { RemotePlace } from '@agent-preflight/stack/remote/watch-startup-file';
import type { DeclaredStack } from '../stack-view/stack-list';
import type { Subscription } from './launcher';
import { RemoteWatch, type OpenRemote } from './remote-watch';

export type { OpenRemote } from './remote-watch';

/** What outlives the window; VS Code's `Memento`, without VS Code. */
export interface WatchMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface WatchEvents {
  /** After every change of what is known of a stack, or of which are watched. */
  changed(): void;
  /** Something that did not work and that nobody asked for just now; for the output. */
  report(message: string): void;
}

const memoryKey = 'watchedStacks';

/**
 * The stacks that are shown as they run under Docker Compose or Kubernetes. Nothing is watched that nobody has asked to watch; what
 * somebody has asked is remembered until it is taken back.
 */
export class RemoteWatches implements Subscription {
  private readonly watches = new Map<string, { readonly watch: RemoteWatch; declares: string | null }>();

  constructor(
    private readonly open: OpenRemote,
    private readonly memory: WatchMemory,
    private readonly events: WatchEvents,
  ) {}

  /** @param file absolute path of the startup file */
  find(file: string): RemoteWatch | undefined {
    return this.watches.get(file)?.watch;
  }

  /** Shows a stack as it runs there from now on. Rejects, and leaves everything as it was, when nobody there can be asked. */
  async watch(file: string, place: RemotePlace): Promise<void> {
    const watch = this.create(file, place);
    try {
      await watch.open();
    } catch (error) {
      watch.dispose();
      throw error;
    }
    this.find(file)?.dispose();
    this.watches.set(file, { watch, declares: null });
    this.events.changed();
    await this.memory.update(memoryKey, { ...this.remembered(), [file]: place });
  }

  /** Shows a stack as it runs here again. */
  async stop(file: string): Promise<void> {
    this.find(file)?.dispose();
    this.watches.delete(file);
    this.events.changed();
    const { [file]: _forgotten, ...others } = this.remembered();
    await this.memory.update(memoryKey, others);
  }

  /**
   * Takes up what is remembered of these stacks, and looks anew at those that declare other agents than before.
   *
   * @param declared the stacks of a workspace that is trusted
   */
  update(declared: readonly DeclaredStack[]): void {
    const remembered = this.remembered();
    const files = new Set(declared.map(({ file }) => file));
    for (const [file, { watch }] of this.watches) {
      // Remembered all the same: another branch may bring the file back.
      if (files.has(file)) continue;
      watch.dispose();
      this.watches.delete(file);
    }
    for (const { file, agents } of declared) {
      const known = this.watches.get(file);
      const declares = JSON.stringify(agents);
      const place = remembered[file];
      if (known) {
        if (known.declares !== null && known.declares !== declares) void known.watch.persist();
        known.declares = declares;
      } else if (place) {
        const watch = this.create(file, place);
        this.watches.set(file, { watch, declares });
        void watch.persist().then(() => this.tell(watch));
      }
    }
  }

  dispose(): void {
    for (const { watch } of this.watches.values()) watch.dispose();
    this.watches.clear();
  }

  private create(file: string, place: RemotePlace): RemoteWatch {
    const watch: RemoteWatch = new RemoteWatch(file, place, this.open, () => {
      if (this.find(file) === watch) this.events.changed();
    });
    return watch;
  }

  private tell({ file, state: { complaint } }: RemoteWatch): void {
    if (complaint !== null) this.events.report(`${file}: ${complaint}`);
  }

  /** By startup file. What another version has left behind may have another shape: it is passed over. */
  private remembered(): Readonly<Record<string, RemotePlace>> {
    const kept = this.memory.get(memoryKey);
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, RemotePlace] => isPlace(entry[1])),
    );
  }
}

function isPlace(value: unknown): value is RemotePlace {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, namespace } = value as Partial<Record<keyof RemotePlace, unknown>>;
  const isKnown = kind === 'compose' || kind === 'kubernetes';
  return isKnown && typeof name === 'string' && (namespace === null || typeof namespace === 'string');
}
