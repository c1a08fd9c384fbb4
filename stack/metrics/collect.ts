import { version } from '../../package.json';
import { FAMILIES } from './families';
import { MetricSet } from './metric-set';
import type { StackDirectory } from './stack-directory';
import { addStacks } from './stack-metrics';

/** All metrics of this user's stacks in Prometheus' text format, measured now. */
export async function collect(stacks: StackDirectory): Promise<string> {
  const started = performance.now();
  const readings = await stacks.read();
  const metrics = new MetricSet();
  metrics.add(FAMILIES.buildInfo, { version }, 1);
  addStacks(metrics, readings, Date.now());
  metrics.add(FAMILIES.scrapeDuration, {}, (performance.now() - started) / 1000);
  metrics.add(FAMILIES.exporterStart, {}, Math.round(performance.timeOrigin) / 1000);
  metrics.add(FAMILIES.exporterMemory, {}, process.memoryUsage.rss());
  return metrics.text();
}
