import type { Prober, ProbeResult } from '../probe-result';
import type { Engine } from './engine';
import type { EngineVerdict } from './judge-answer';

export interface InferencePolicy {
  /** From the end of one request to the next, in milliseconds. */
  readonly intervalMs: number;
  /** The same after a request that was refused. One that brought no answer is put again with the next check. */
  readonly retryMs: number;
}

/**
 * A probe of an agent's health with a question to its model behind it. The model is asked once the health is good, and then rarely; while it
 * works, nobody waits for it. An agent that answers and whose engine does not is unhealthy; one whose engine cannot be asked is degraded.
 */
export class InferenceProber implements Prober {
  readonly #health: Prober;
  readonly #engine: Engine;
  readonly #policy: InferencePolicy;
  readonly #now: () => number;
  #last: (EngineVerdict & { readonly tookMs: number }) | null = null;
  #dueAt = -Infinity;
  #asking: Promise<void> | null = null;

  constructor(health: Prober, engine: Engine, policy: InferencePolicy, now: () => number = () => performance.now()) {
    this.#health = health;
    this.#engine = engine;
    this.#policy = policy;
    this.#now = now;
  }

  async check(signal: AbortSignal = new AbortController().signal): Promise<ProbeResult> {
    const health = await this.#health.check(signal);
    if (health.verdict === 'unhealthy' || health.verdict === 'unreachable') return health;
    if (this.#now() >= this.#dueAt) this.#asking ??= this.#ask(signal).finally(() => (this.#asking = null));
    // While the engine works, its next answer is not waited for; a doubt is settled before anything is said.
    if (this.#asking && this.#last?.kind !== 'works') await this.#asking;
    signal.throwIfAborted();
    return this.#last ? combined(health, this.#last) : health;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const started = this.#now();
    try {
      const verdict = await this.#engine.ask(signal);
      this.#last = { ...verdict, tookMs: this.#now() - started };
      this.#dueAt = this.#now() + pauseAfter(verdict, this.#policy);
    } catch {
      // Given up by whoever asked; the next check asks anew.
    }
  }
}

function pauseAfter({ kind }: EngineVerdict, { intervalMs, retryMs }: InferencePolicy): number {
  if (kind === 'works') return intervalMs;
  return kind === 'broken' ? 0 : Math.min(retryMs, intervalMs);
}

function combined(
  health: ProbeResult,
  { kind, detail, tookMs }: EngineVerdict & { readonly tookMs: number },
): ProbeResult {
  if (kind === 'works') {
    const took = `its engine answered within ${Math.round(tookMs)} ms`;
    // A port that merely accepts connections has shown what it is good for.
    const verdict = health.verdict === 'open' ? 'healthy' : health.verdict;
    return { ...health, verdict, detail: health.detail ? `${health.detail}; ${took}` : took };
  }
  const said =
    kind === 'broken'
      ? `answers, but its engine does not: ${detail}`
      : `answers, but its engine cannot be asked: ${detail}`;
  return { ...health, verdict: kind === 'broken' ? 'unhealthy' : 'degraded', detail: said };
}
