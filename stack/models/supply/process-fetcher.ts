import { spawn, type ChildProcess } from 'node:child_process';
import { FetchFailure } from '../fetch/failure';
import type { FetchedModel } from '../fetch/fetch-model';
import type { OnTransfer } from '../fetch/fetch-settings';
import type { ModelOrder } from '../model-order';
import type { FetchTerms, ModelFetcher } from './fetcher';
import type { FromFetcher, ToFetcher } from './messages';

export interface ProcessFetcherOptions {
  /** Program and arguments that run `runFetcher`. */
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  /** How long the process stays with nothing to do, in milliseconds. */
  readonly idleMs?: number;
}

interface Job {
  readonly order: ModelOrder;
  readonly terms: FetchTerms;
  readonly onTransfer: OnTransfer;
  readonly resolve: (result: FetchedModel) => void;
  readonly reject: (error: Error) => void;
  /** How often the process has died over it. */
  deaths: number;
}

const IDLE_MS = 5_000;
const MOST_DEATHS = 3;

/** Has models fetched by a process of their own, which is started when there is something to fetch and ends when there is nothing. */
export class ProcessFetcher implements ModelFetcher {
  readonly #options: ProcessFetcherOptions;
  readonly #jobs = new Map<number, Job>();
  #child: ChildProcess | null = null;
  #idle: NodeJS.Timeout | null = null;
  #nextId = 1;
  #closed = false;

  constructor(options: ProcessFetcherOptions) {
    this.#options = options;
  }

  fetch(order: ModelOrder, terms: FetchTerms, signal: AbortSignal, onTransfer: OnTransfer): Promise<FetchedModel> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#closed) return Promise.reject(new Error('fetching was given up'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        signal.removeEventListener('abort', abort);
        this.#jobs.delete(id);
        this.#restIfIdle();
        act();
      };
      const abort = (): void => {
        this.#send({ type: 'abort', id });
        settle(() => reject(signal.reason as Error));
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#jobs.set(id, {
        order,
        terms,
        onTransfer,
        resolve: (result) => settle(() => resolve(result)),
        reject: (error) => settle(() => reject(error)),
        deaths: 0,
      });
      this.#ensureChild();
      this.#send({ type: 'fetch', id, order, terms });
    });
  }

  close(): void {
    this.#closed = true;
    this.#rest();
    for (const job of this.#jobs.values()) job.reject(new Error('fetching was given up'));
  }

  #ensureChild(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#child) return;
    const { command, environment } = this.#options;
    const [program, ...args] = command;
    const child = spawn(program!, args, {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      windowsHide: true,
    });
    this.#child = child;
    child.on('message', (message) => this.#hear(message as FromFetcher));
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code}`));
  }

  #hear(message: FromFetcher): void {
    if (message.type === 'log') return this.#options.log(message.line);
    const job = this.#jobs.get(message.id);
    if (message.type === 'progress') job?.onTransfer(message.progress);
    else if (message.type === 'done') job?.resolve(message.result);
    else job?.reject(new FetchFailure(message.kind, message.message));
  }

  /** Whatever ended it (the kernel, for want of memory; a person), another one goes on where it was. */
  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (this.#jobs.size === 0) return;
    this.#options.log(`the process that fetches models ended (${how})`);
    for (const job of [...this.#jobs.values()]) {
      if (++job.deaths >= MOST_DEATHS) {
        job.reject(
          new FetchFailure('protocol', `the process that fetches ${job.order.name} ended again and again (${how})`),
        );
      }
    }
    if (this.#jobs.size === 0 || this.#closed) return;
    this.#ensureChild();
    for (const [id, { order, terms }] of this.#jobs) this.#send({ type: 'fetch', id, order, terms });
  }

  #send(message: ToFetcher): void {
    // What cannot be sent to a process that has just ended is sent again to the next one.
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  #restIfIdle(): void {
    if (this.#jobs.size > 0 || this.#child === null || this.#idle !== null) return;
    this.#idle = setTimeout(() => {
      this.#idle = null;
      if (this.#jobs.size === 0) this.#rest();
    }, this.#options.idleMs ?? IDLE_MS);
    this.#idle.unref();
  }

  #rest(): void {
    const child = this.#child;
    this.#child = null;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (child?.connected) child.disconnect();
  }
}
