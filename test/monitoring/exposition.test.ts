import assert from 'node:assert/strict';
import { join } from 'node:path';
import { FAMILIES } from '../../stack/metrics/families';
import { MetricSet } from '../../stack/metrics/metric-set';
import { ensureExporter, stopExporter } from '../../stack/metrics/ensure-exporter';
import { everythingKnown } from '../../stack/metrics/testing/everything-known';
import { addStacks } from '../../stack/metrics/stack-metrics';
import { bundleDirectory, freePorts, TestStack } from '../launcher/harness';
import { promtool } from './promtool';

describe('metrics', function () {
  this.timeout(60_000);

  it('are what Prometheus takes for metrics, named and explained as it wants them', async () => {
    const metrics = new MetricSet();
    addStacks(metrics, everythingKnown(), Date.now());
    const { status, output } = promtool(['check', 'metrics'], await metrics.text());
    assert.equal(output, '');
    assert.equal(status, 0);
  });

  it('are so when they come from a stack that runs', async () => {
    const [port, healthPort] = await freePorts(2);
    const stack = new TestStack({ Hub: { healthPort: healthPort! }, 'with "quotes"\\ and ünicode': {} });
    try {
      await stack.up();
      const command = [process.execPath, join(await bundleDirectory(), 'metrics-exporter.js')];
      const ensured = await ensureExporter({ port: port!, environment: stack.environment, command });
      assert.equal(ensured.kind, 'running');
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const { status, output } = promtool(['check', 'metrics'], text);
      assert.equal(output, '');
      assert.equal(status, 0);
      for (const { name } of [FAMILIES.buildInfo, FAMILIES.exporterMemory, FAMILIES.agentCpu]) {
        assert.match(text, new RegExp(`^# HELP ${name} \\S`, 'm'));
      }
    } finally {
      await stopExporter(stack.environment);
      await stack.clean();
    }
  });
});
