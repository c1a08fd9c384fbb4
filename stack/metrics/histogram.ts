/**
 * Upper bounds in seconds. Agents on this machine answer within a millisecond; a probe gives up after eight seconds unless its
 * startup file says otherwise.
 */
export const PROBE_BOUNDS_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Counts observations by size, so that shares below a bound can be told for any span of time. */
export class LatencyHistogram {
  readonly bounds = PROBE_BOUNDS_SECONDS;
  readonly #counts = new Array<number>(PROBE_BOUNDS_SECONDS.length + 1).fill(0);
  #sum = 0;

  observe(seconds: number): void {
    if (!(seconds >= 0)) return;
    const found = this.bounds.findIndex((bound) => seconds <= bound);
    this.#counts[found === -1 ? this.bounds.length : found]! += 1;
    this.#sum += seconds;
  }

  /** Per bucket, not cumulative; the last one is for what is above all bounds. */
  get counts(): readonly number[] {
    return [...this.#counts];
  }

  get sumSeconds(): number {
    return this.#sum;
  }
}
