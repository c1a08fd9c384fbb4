import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackSnapshot } from '../../stack/protocol/snapshot';
import { CliProcess, type Ran } from './cli-harness';
import { agentOf, freePorts, TestStack, untilAgent } from './harness';

describe('a project’s policy and profiles', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  const configure = (text: string) => writeFileSync(join(stack.directory, '.agent-preflight.yaml'), text);
  const names = ({ agents }: StackSnapshot) => agents.map(({ name, state }) => `${name} ${state}`);

  it('holds for agents whose entries say nothing, and is read again at each start', async () => {
    stack = new TestStack({
      Weak: { environment: { FIXTURE_RAISE: 'no model' } },
      Own: { environment: { FIXTURE_RAISE: 'no model' }, extra: ['restart: {max_restarts: 0}'] },
    });
    configure('stack: {restart: {attempts: 1, first-delay: 10ms}}\n');
    const connection = await stack.up();
    const weak = await untilAgent(connection, 'Weak', ({ state }) => state === 'failed');
    assert.match(weak.reason ?? '', /crash loop: 1 restarts did not help/);
    assert.equal(weak.restarts, 1);
    const own = await untilAgent(connection, 'Own', ({ state }) => state === 'failed');
    assert.match(own.reason ?? '', /crash loop: 0 restarts/, 'its own word wins');

    configure('stack: {restart: {attempts: 2, first-delay: 10ms}}\n');
    await connection.start(['Weak']);
    await untilAgent(connection, 'Weak', ({ state, restarts }) => state === 'failed' && restarts === 3);
  });

  it('keeps the last good one while the file is broken, and says so', async () => {
    stack = new TestStack({ Weak: { environment: { FIXTURE_RAISE: 'no model' } } });
    configure('stack: {restart: {attempts: 1, first-delay: 10ms}}\n');
    const connection = await stack.up();
    await untilAgent(connection, 'Weak', ({ state }) => state === 'failed');
    configure('stack:\n  restart: {atempts: 4}\n');
    await connection.start();
    const weak = await untilAgent(connection, 'Weak', ({ state, restarts }) => state === 'failed' && restarts === 2);
    assert.match(weak.reason ?? '', /crash loop: 1 restarts/);
    const { issues } = await connection.until((now) => now.issues.length > 0, AbortSignal.timeout(5_000));
    const told = issues.map(({ message }) => message).join('\n');
    assert.match(told, /\.agent-preflight\.yaml:2:13 unknown key "atempts"; did you mean "attempts"\?.*last policy/);
  });

  describe('profiles', () => {
    const run = (...args: string[]): Promise<Ran> =>
      CliProcess.run(args, { cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } });

    beforeEach(async () => {
      const ports = await freePorts(3);
      stack = new TestStack({
        Base: { healthPort: ports[0]! },
        Vision: { healthPort: ports[1]!, dependencies: ['Base'], extra: ['profiles: [gpu]'] },
        Tools: { healthPort: ports[2]!, extra: ['profiles: [debug]'] },
      });
    });

    it('bring their agents along, and outlive the supervisor until the stack is down', async () => {
      assert.equal((await run('up', '--profile', 'gpu')).code, 0);
      const connection = await stack.connect();
      assert.deepEqual(names(connection.snapshot()), ['Base ready', 'Vision ready']);
      const { pid } = agentOf(connection.snapshot(), 'Vision');
      process.kill(connection.snapshot().supervisorPid, 'SIGKILL');

      const again = await run('up', '--format', 'json');
      assert.equal(again.code, 0, again.stderr);
      const adopted = await stack.connect();
      assert.deepEqual(names(adopted.snapshot()), ['Base ready', 'Vision ready'], 'adopted with its profile');
      assert.equal(agentOf(adopted.snapshot(), 'Vision').pid, pid);

      await run('down');
      assert.equal((await run('up')).code, 0);
      assert.deepEqual(names((await stack.connect()).snapshot()), ['Base ready']);
    });

    it('are implied by naming an agent, for that agent alone', async () => {
      assert.equal((await run('up', '--only', 'Vision')).code, 0);
      const connection = await stack.connect();
      assert.deepEqual(names(connection.snapshot()), ['Base ready', 'Vision ready']);
      await run('down');
      const unknown = await run('up', '--profile', 'gpus');
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /there is no profile gpus \(did you mean gpu\?\); there are gpu, debug/);
      const only = await run('up', '--only', 'Bass');
      assert.equal(only.code, 2);
      assert.match(only.stderr, /there is no agent Bass \(did you mean Base\?\)/);
    });
  });
});
