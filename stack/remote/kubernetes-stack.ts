import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { runCommand } from '../machine/run-command';
import { disposable } from './compose-stack';
import { JsonStream } from './json-stream';
import { PodBook } from './kubernetes-pods';
import { RemoteView } from './remote-view';
import type { RemoteIdentity } from './remote-snapshot';
import { RemoteUnreachable, type WatchedAgent, type WatchedStack } from './watched-stack';

export interface KubernetesWatchOptions {
  /** The value of `app.kubernetes.io/part-of` on the stack's pods. */
  readonly stack: string;
  /** The user's own when absent. */
  readonly namespace?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

type Kubectl = ChildProcessByStdio<null, Readable, Readable>;

const COMMAND_TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Watches the pods of a stack. API servers end a watch after a while: it is begun anew. Rejects with {@link RemoteUnreachable} when the cluster cannot
 * be asked at first.
 */
export async function watchKubernetes(
  identity: Omit<RemoteIdentity, 'place'>,
  agents: readonly WatchedAgent[],
  options: KubernetesWatchOptions,
): Promise<WatchedStack> {
  const view = new RemoteView({ ...identity, place: 'Kubernetes' }, agents);
  const watch = new PodWatch(view, options);
  await watch.begin();
  return disposable(view, () => watch.end());
}

class PodWatch {
  readonly #view: RemoteView;
  readonly #options: KubernetesWatchOptions;
  readonly #book = new PodBook();
  #child: Kubectl | null = null;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #ended = false;

  constructor(view: RemoteView, options: KubernetesWatchOptions) {
    this.#view = view;
    this.#options = options;
  }

  /** Resolves with all pods that are there, and goes on watching. */
  async begin(): Promise<void> {
    const { environment: env = process.env } = this.#options;
    const listed = await runCommand('kubectl', this.#words(), { timeoutMs: COMMAND_TIMEOUT_MS, env });
    if (listed.failure === 'ENOENT') throw new RemoteUnreachable(NOT_THERE);
    if (listed.code !== 0) throw new RemoteUnreachable(complaintOf(listed.failure ?? listed.stderr));
    for (const value of new JsonStream().push(listed.stdout)) this.#book.take(value);
    this.#view.show(this.#book.observations(Date.now()));
    this.#watch();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGTERM');
    this.#child = null;
  }

  #words(): string[] {
    const { stack, namespace } = this.#options;
    const scope = namespace === undefined ? [] : ['--namespace', namespace];
    return ['get', 'pods', ...scope, '--selector', `app.kubernetes.io/part-of=${stack}`, '--output', 'json'];
  }

  #watch(): void {
    const { environment: env = process.env } = this.#options;
    const words = [...this.#words(), '--watch', '--output-watch-events'];
    const child = spawn('kubectl', words, { stdio: ['ignore', 'pipe', 'pipe'], env, windowsHide: true });
    this.#child = child;
    const stream = new JsonStream();
    let complaint = '';
    let isFresh = true;
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      const values = stream.push(piece);
      if (values.length === 0 || this.#ended) return;
      // A watch begins with all that is there.
      if (isFresh) this.#book.clear();
      isFresh = false;
      this.#pauseMs = FIRST_PAUSE_MS;
      for (const value of values) this.#book.take(value);
      this.#view.show(this.#book.observations(Date.now()));
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (complaint = (complaint + piece).slice(-2000)));
    child.once('error', (error: NodeJS.ErrnoException) => {
      this.#over(child, error.code === 'ENOENT' ? NOT_THERE : `kubectl cannot be run: ${error.message}`);
    });
    // An API server that ends a watch in good order is no failure.
    child.once('close', (code) => this.#over(child, code === 0 ? null : complaintOf(complaint)));
  }

  #over(child: Kubectl, why: string | null): void {
    if (this.#child !== child || this.#ended) return;
    this.#child = null;
    if (why !== null) this.#view.lost(why);
    this.#timer = setTimeout(() => this.#watch(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

const NOT_THERE = 'kubectl is not installed here, or not on the PATH';

function complaintOf(text: string): string {
  const said = text.trim().split('\n').at(-1) ?? '';
  return `the cluster cannot be asked: ${said || 'kubectl ended with an error'}`;
}
