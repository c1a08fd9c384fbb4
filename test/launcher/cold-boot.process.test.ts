import assert from 'node:assert/strict';
import { CliProcess, type Ran } from './cli-harness';
import { freePorts, TestStack } from './harness';

describe('up as a check of a cold boot', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  const up = (...args: string[]): Promise<Ran> =>
    CliProcess.run(['up', '--wait', ...args], {
      cwd: stack.directory,
      env: { ...stack.environment, NO_COLOR: '1', CI: 'true' },
    });

  it('passes when every required agent is ready, whatever becomes of the others', async () => {
    const [port] = await freePorts(1);
    stack = new TestStack({
      Base: { healthPort: port! },
      Extra: { required: false, environment: { FIXTURE_RAISE: 'no camera' }, extra: ['restart: never'] },
    });
    const ran = await up('--timeout', '30');
    assert.equal(ran.code, 0, ran.stdout);
    assert.doesNotMatch(ran.stdout, /not ready:/);
  });

  it('fails with who, why and the last lines, the culprit before those that wait for it', async () => {
    const ports = await freePorts(2);
    stack = new TestStack({
      Base: { healthPort: ports[0]!, environment: { FIXTURE_RAISE: 'no model' }, extra: ['restart: never'] },
      Hub: { healthPort: ports[1]!, dependencies: ['Base'] },
    });
    const ran = await up('--timeout', '30');
    assert.equal(ran.code, 1);
    assert.match(
      ran.stdout,
      /2 required agents are not ready:\n\nBase {2}failed {2}.*no model.*\n( {4}.*\n)+Hub {2}blocked {2}waits for Base/,
    );
    assert.match(ran.stdout, /^ {4}ConnectionError: no model$/m);
  });

  it('fails when the time is over, and shows what the slow one wrote', async () => {
    const [port] = await freePorts(1);
    stack = new TestStack({ Slow: { healthPort: port!, environment: { FIXTURE_SLOW_START: '60' } } });
    const ran = await up('--timeout', '1.5');
    assert.equal(ran.code, 1);
    assert.match(ran.stdout, /Not everything was up after 1\.5 s/);
    assert.match(ran.stdout, /1 required agent is not ready:\n\nSlow {2}starting for .*\n {4}started \d+\n/);
  });
});
