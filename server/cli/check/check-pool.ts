import type { Configuration } from '../../configuration/configuration';
import { joinUri } from '../../documents/uri';
import type { FileFacts } from '../../project/file-facts';
import type { ProjectFacts } from '../../project/project-facts';
import type { CheckOptions, Checker, FileReport, LoadedFiles } from './checker';
import { WorkerHandle } from './worker-handle';

/** A worker that spends longer than this (milliseconds) on one file is stopped, and the file is reported instead. */
export const STALLED_AFTER = 15_000;
const WATCH_EVERY = 250;
const BATCH = 24;

interface Slot {
  worker: WorkerHandle;
  /** The paths whose texts the worker holds and that wait to be checked. */
  queue: string[];
}

/**
 * Checks files in several threads. Each thread reads its share of the files and checks it; who is done early takes over from the others.
 */
export class CheckPool implements Checker {
  private readonly slots: Slot[];
  private readonly owner = new Map<string, Slot>();
  private readonly texts = new Map<string, string>();
  private rootUri = '';
  private configuration: Configuration | null = null;
  private facts: ProjectFacts | null = null;

  constructor(
    private readonly rules: readonly string[],
    threads: number,
    private readonly stalledAfter = STALLED_AFTER,
  ) {
    this.slots = Array.from({ length: threads }, () => ({ worker: new WorkerHandle(rules), queue: [] }));
  }

  async load(rootUri: string, paths: readonly string[], configuration: Configuration): Promise<LoadedFiles> {
    this.rootUri = rootUri;
    this.configuration = configuration;
    const shares: string[][] = this.slots.map(() => []);
    for (const [index, path] of paths.entries()) {
      const slot = index % this.slots.length;
      shares[slot]?.push(path);
      this.owner.set(path, this.slots[slot] as Slot);
    }
    const loaded = await Promise.all(
      this.slots.map(
        (slot, index) =>
          slot.worker.request({
            method: 'load',
            rootUri,
            paths: shares[index] ?? [],
            configuration,
          }) as Promise<LoadedFiles>,
      ),
    );
    return {
      facts: loaded.flatMap((part) => part.facts),
      errors: loaded.flatMap((part) => part.errors),
      skipped: loaded.flatMap((part) => part.skipped),
    };
  }

  async setProject(facts: ProjectFacts): Promise<void> {
    this.facts = facts;
    await Promise.all(this.slots.map((slot) => slot.worker.request({ method: 'setProject', facts })));
  }

  async setText(path: string, text: string): Promise<FileFacts> {
    this.texts.set(path, text);
    const answers = await Promise.all(this.slots.map((slot) => slot.worker.request({ method: 'setText', path, text })));
    return answers[0] as FileFacts;
  }

  async check(
    paths: readonly string[],
    options: CheckOptions,
    onProgress: (done: number) => void = () => {},
  ): Promise<FileReport[]> {
    for (const slot of this.slots) slot.queue = [];
    for (const path of paths) (this.owner.get(path) ?? this.slots[0])?.queue.push(path);
    const reports: FileReport[] = [];
    const before = this.filesDone();
    const ticker = setInterval(() => onProgress(this.filesDone() - before), 100);
    try {
      await Promise.all(this.slots.map((slot) => this.drain(slot, options, reports)));
    } finally {
      clearInterval(ticker);
    }
    return reports;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.worker.terminate()));
  }

  private filesDone(): number {
    return this.slots.reduce((sum, slot) => sum + slot.worker.filesDone, 0);
  }

  private async drain(slot: Slot, options: CheckOptions, reports: FileReport[]): Promise<void> {
    for (let batch = this.nextBatch(slot); batch.length > 0; batch = this.nextBatch(slot)) {
      reports.push(...(await this.checkBatch(slot, batch, options)));
    }
  }

  private nextBatch(slot: Slot): string[] {
    if (slot.queue.length > 0) return slot.queue.splice(0, BATCH);
    const longest = this.slots.reduce((best, other) => (other.queue.length > best.queue.length ? other : best), slot);
    return longest.queue.splice(-Math.min(BATCH, Math.ceil(longest.queue.length / 2)));
  }

  /** Checks a batch; a file that stops the worker dead is reported, and the rest of the batch done by a new worker. */
  private async checkBatch(slot: Slot, batch: readonly string[], options: CheckOptions): Promise<FileReport[]> {
    const watch = new StallWatch(slot.worker, this.stalledAfter);
    try {
      return (await Promise.race([
        slot.worker.request({ method: 'check', paths: batch, options }),
        watch.stalled,
      ])) as FileReport[];
    } catch (error) {
      const culprit = batch[slot.worker.currentFile] ?? batch[0] ?? '';
      const message =
        error instanceof StalledError
          ? `given up after ${this.stalledAfter / 1000} s; exclude it in the configuration if it is generated`
          : `could not be checked: ${error instanceof Error ? error.message : String(error)}`;
      const failed: FileReport = {
        path: culprit,
        findings: [],
        fixes: [],
        errors: [{ uri: joinUri(this.rootUri, culprit), message, internal: !(error instanceof StalledError) }],
      };
      const rest = batch.filter((path) => path !== culprit);
      await this.replace(slot);
      return [failed, ...(rest.length === 0 ? [] : await this.checkBatch(slot, rest, options))];
    } finally {
      watch.end();
    }
  }

  private async replace(slot: Slot): Promise<void> {
    await slot.worker.terminate().catch(() => undefined);
    slot.worker = new WorkerHandle(this.rules);
    const { configuration, facts, rootUri } = this;
    if (configuration === null || facts === null) throw new Error('check() before load() and setProject()');
    await slot.worker.request({ method: 'load', rootUri, paths: [], configuration });
    for (const [path, text] of this.texts) await slot.worker.request({ method: 'setText', path, text });
    await slot.worker.request({ method: 'setProject', facts });
  }
}

class StalledError extends Error {}

/** Rejects when a worker stays at the same file for too long. */
class StallWatch {
  readonly stalled: Promise<never>;
  private readonly timer: NodeJS.Timeout;

  constructor(worker: WorkerHandle, limit: number) {
    let file = -1;
    let since = performance.now();
    let reject: (error: Error) => void;
    this.stalled = new Promise<never>((_, rejectPromise) => (reject = rejectPromise));
    // Nobody may be listening any more when it fires.
    this.stalled.catch(() => undefined);
    this.timer = setInterval(
      () => {
        const state = worker.currentFile + worker.filesDone * 1_000_000;
        if (state !== file || worker.currentFile < 0) {
          file = state;
          since = performance.now();
        } else if (performance.now() - since > limit) reject(new StalledError());
      },
      Math.min(WATCH_EVERY, limit / 2),
    );
  }

  end(): void {
    clearInterval(this.timer);
  }
}
