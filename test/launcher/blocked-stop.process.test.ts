import assert from 'node:assert/strict';
import { CliProcess } from './cli-harness';
import { agentOf, eventually, freePorts, TestStack, untilAgent } from './harness';

describe('a stop that takes long', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  it('names the process it waits for and the time it has left, and ends it then', async () => {
    const [port] = await freePorts(1);
    stack = new TestStack({
      Stubborn: { healthPort: port!, environment: { FIXTURE_IGNORE_TERM: '1' }, extra: ['grace_seconds: 3'] },
    });
    const connection = await stack.up();
    const { pid } = agentOf(connection.snapshot(), 'Stubborn');
    const told = new RegExp(`SIGTERM sent, still there: .*agent\\.py \\(pid ${pid}\\); ([123]) s to SIGKILL$`);
    const seen = new Set<string>();
    connection.onDidChange((snapshot) => {
      const left = told.exec(agentOf(snapshot, 'Stubborn').reason ?? '')?.[1];
      if (left) seen.add(left);
    });
    const down = await CliProcess.start(['down'], {
      cwd: stack.directory,
      env: { ...stack.environment, NO_COLOR: '1' },
    });
    await untilAgent(connection, 'Stubborn', ({ reason }) => told.test(reason ?? ''));
    assert.equal((await down.ended).code, 0);
    assert.ok(seen.size >= 2, `it counts down: ${[...seen].join(' ')}`);
    await eventually(async () => (await stack.processes()).length === 0, 'nothing is left');
  });
});
