import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { PROGRESS, type WorkerAnswer, type WorkerCall, type WorkerRequest, type WorkerSetup } from './worker-protocol';

/** The worker's bundle beside our own, or its source when nothing is bundled. */
export function workerFile(): string {
  const bundled = path.join(__dirname, 'check-worker.js');
  return existsSync(bundled) ? bundled : path.join(__dirname, '..', 'check-worker.ts');
}

/** One worker thread, spoken to by promises. */
export class WorkerHandle {
  private readonly worker: Worker;
  private readonly progress = new Int32Array(new SharedArrayBuffer(4 * PROGRESS.slots));
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private lastId = 0;

  constructor(rules: readonly string[], file = workerFile()) {
    const setup: WorkerSetup = { rules, progress: this.progress.buffer };
    // Syntax trees live for milliseconds: with room enough for the young, the collector never moves one.
    this.worker = new Worker(file, { workerData: setup, resourceLimits: { maxYoungGenerationSizeMb: 32 } });
    this.worker.on('message', (answer: WorkerAnswer) => {
      const call = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if ('error' in answer) call?.reject(new Error(answer.error));
      else call?.resolve(answer.result);
    });
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`the worker ended with code ${code}`)));
    this.worker.unref();
  }

  request(request: WorkerRequest): Promise<unknown> {
    const call: WorkerCall = { id: ++this.lastId, request };
    return new Promise((resolve, reject) => {
      if (this.waiting.size === 0) this.worker.ref();
      this.waiting.set(call.id, { resolve, reject });
      this.worker.postMessage(call);
    }).finally(() => {
      if (this.waiting.size === 0) this.worker.unref();
    });
  }

  get filesDone(): number {
    return Atomics.load(this.progress, PROGRESS.done);
  }

  /** 0-based index, in the batch under way, of the file being checked; -1 between files. */
  get currentFile(): number {
    return Atomics.load(this.progress, PROGRESS.current) - 1;
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    for (const call of this.waiting.values()) call.reject(error);
    this.waiting.clear();
  }
}
