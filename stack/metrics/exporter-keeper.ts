import { lockHolder } from '../rendezvous/lock';
import { ensureExporter } from './ensure-exporter';
import { exporterPlaces } from './exporter-places';
import { readWish } from './wish';

export interface ExporterKeeperOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly ensure?: typeof ensureExporter;
}

const LOOK_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Has the exporter running while it is wanted: by the project's policy, or because somebody has started it and not stopped it. A
 * supervisor looks after it, for it is there whenever there is something to tell; whether it succeeds changes nothing for the agents.
 */
export class ExporterKeeper {
  readonly #options: ExporterKeeperOptions;
  #lookedAt = -Infinity;
  #pauseMs = LOOK_MS;
  #problem: string | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: ExporterKeeperOptions) {
    this.#options = options;
  }

  /** Why there are no metrics although they are wanted; null when all is well. One line. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Looks now and then, however often it is called; what it takes goes on beside. Never throws. */
  look(policy: { readonly enabled: boolean; readonly port: number }): void {
    if (this.#looking || performance.now() - this.#lookedAt < this.#pauseMs) return;
    this.#lookedAt = performance.now();
    this.#looking = this.#look(policy)
      .catch((error: unknown) => this.#fail(String(error)))
      .finally(() => (this.#looking = null));
  }

  async #look(policy: { readonly enabled: boolean; readonly port: number }): Promise<void> {
    const { environment, log, ensure = ensureExporter } = this.#options;
    const places = exporterPlaces(environment);
    const wish = await readWish(places.wishFile);
    const port = wish?.port ?? (policy.enabled ? policy.port : null);
    if (port === null || (await lockHolder(places.lock))) return this.#succeed();
    const isWanted = async () => policy.enabled || (await readWish(places.wishFile)) !== null;
    const ensured = await ensure({ port, environment, isWanted });
    if (ensured.kind === 'failed') return this.#fail(ensured.message);
    if (ensured.kind === 'running' && ensured.started)
      log(`metrics: http://127.0.0.1:${ensured.port}/metrics, pid ${ensured.process.pid}`);
    this.#succeed();
  }

  #succeed(): void {
    this.#pauseMs = LOOK_MS;
    this.#problem = null;
  }

  #fail(message: string): void {
    const problem = `no metrics: ${message}`;
    if (problem !== this.#problem) this.#options.log(problem);
    this.#problem = problem;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
