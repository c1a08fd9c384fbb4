import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { parse } from 'yaml';
import { stopExporter } from '../../stack/metrics/ensure-exporter';
import { CliProcess, type Ran } from './cli-harness';
import { eventually, freePorts, TestStack } from './harness';

describe('metrics on the command line', function () {
  this.timeout(60_000);
  let stack: TestStack;
  beforeEach(async () => {
    const [healthPort] = await freePorts(1);
    stack = new TestStack({ Hub: { healthPort: healthPort! } });
  });
  afterEach(async () => {
    await stopExporter(stack.environment);
    await stack.clean();
  });

  const options = () => ({ cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } });
  const run = (...args: string[]): Promise<Ran> => CliProcess.run(args, options());
  const reach = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  it('come with up where that is asked for, in the background, and are stopped apart', async () => {
    const [port, other] = await freePorts(2);
    const up = await run('up', '--metrics', String(port), '--format', 'json');
    assert.equal(up.code, 0, up.stderr);
    assert.equal((JSON.parse(up.stdout) as { outcome: string }).outcome, 'settled');
    assert.match(up.stderr, new RegExp(`^Metrics: http://127\\.0\\.0\\.1:${port}/metrics$`, 'm'));
    const up1 = /^agent_preflight_agent_up\{.*agent="Hub"\} 1$/m;
    assert.match(await reach(port!), up1);
    assert.match((await run('metrics', '--print')).stdout, up1);
    const again = await run('metrics');
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.match(again.stdout, /Metrics are there already/);
    const elsewhere = await run('metrics', 'start', '--port', String(other));
    assert.equal(elsewhere.code, 1);
    assert.match(elsewhere.stderr, /end that exporter first: agent-preflight metrics stop/);
    assert.match((await run('metrics', 'stop')).stdout, /has ended/);
    assert.match((await run('metrics', 'stop')).stdout, /No exporter runs/);
    await assert.rejects(reach(port!));
    assert.match((await run('status')).stdout, /^Hub\s+ready/m);
  });

  it('are served in a terminal until Ctrl-C, with or without a stack', async () => {
    const [port] = await freePorts(1);
    const front = await CliProcess.start(['metrics', '--port', String(port)], options());
    await eventually(() => front.stdout.includes('Press Ctrl-C'), 'it listens');
    assert.doesNotMatch(await reach(port!), /supervisor_up/);
    front.child.kill('SIGINT');
    assert.equal((await front.ended).code, 0, front.stderr);
    await assert.rejects(reach(port!));
    assert.match((await run('metrics', 'stop')).stdout, /No exporter runs/, 'it left no wish behind');
  });

  it('say who holds the port, and up goes on without them', async () => {
    const held = createServer();
    await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
    try {
      const port = String((held.address() as { port: number }).port);
      for (const args of [['metrics'], ['metrics', 'start']]) {
        const { code, stderr } = await run(...args, '--port', port);
        assert.equal(code, 1);
        assert.match(stderr, new RegExp(`^agent-preflight: port ${port} is held by .*pid ${process.pid}`));
      }
      const up = await run('up', '--metrics', port);
      assert.equal(up.code, 0, up.stderr);
      assert.match(up.stderr, new RegExp(`No metrics: port ${port} is held by`));
    } finally {
      held.close();
    }
  });

  it('bring rules and a dashboard, and explain misuse', async () => {
    const rules = parse((await run('metrics', 'rules')).stdout) as { groups: object[] };
    assert.equal(rules.groups.length, 1);
    const dashboard = JSON.parse((await run('metrics', 'dashboard')).stdout) as { panels: object[] };
    assert.ok(dashboard.panels.length > 10);
    for (const args of [
      ['metrics', '--port', '99999'],
      ['metrics', 'start', '--port', 'x'],
      ['up', '--metrics', '0'],
      ['metrics', 'nothing'],
    ]) {
      assert.equal((await run(...args)).code, 2, args.join(' '));
    }
  });
});
