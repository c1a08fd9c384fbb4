import { Registry, type Metric } from 'prom-client';
import type { ProbeHistogram } from '../protocol/measurements';
import type { Family } from './families';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Where it is not the family's own: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string;
}

/** Values of one moment, put together anew for every answer: what is gone leaves nothing behind. */
export class MetricSet {
  readonly #samples = new Map<Family, Sample[]>();

  /** A value that is not known is left out, which is not the same as zero. */
  add(family: Family, labels: Labels, value: number | boolean | null | undefined): void {
    if (value === null || value === undefined) return;
    this.#of(family).push({ labels, value: Number(value) });
  }

  /** One sample for each of the states, so that a change of state ends no series. */
  addState(family: Family, labels: Labels, states: readonly string[], present: string): void {
    const known = states.includes(present) ? states : [...states, present];
    for (const state of known) this.add(family, { ...labels, state }, state === present);
  }

  addHistogram(family: Family, labels: Labels, { bounds, counts, sumSeconds }: ProbeHistogram): void {
    const samples = this.#of(family);
    let total = 0;
    for (const [index, count] of counts.entries()) {
      total += count;
      const le = index < bounds.length ? String(bounds[index]) : '+Inf';
      samples.push({ labels: { ...labels, le }, value: total, metricName: `${family.name}_bucket` });
    }
    samples.push({ labels, value: sumSeconds, metricName: `${family.name}_sum` });
    samples.push({ labels, value: total, metricName: `${family.name}_count` });
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    const registry = new Registry();
    for (const [family, values] of this.#samples) {
      const { name, help, type } = family;
      // The shape the registry asks of a metric; its own classes count by themselves, and here all is counted already.
      const metric = { name, help, get: () => Promise.resolve({ name, help, type, values, aggregator: 'sum' }) };
      registry.registerMetric(metric as unknown as Metric);
    }
    return registry.metrics();
  }

  #of(family: Family): Sample[] {
    let samples = this.#samples.get(family);
    if (!samples) this.#samples.set(family, (samples = []));
    return samples;
  }
}

export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;
