import assert from 'node:assert/strict';
import { agentOf, freePorts, TestStack, untilAgent } from './harness';

describe('processes that outlive their main process', function () {
  this.timeout(40_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  /** A leader with a worker in its group and one in a session of its own, both deaf to SIGTERM. */
  async function upWithOrphans(environment: Record<string, string> = {}) {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({
      Server: {
        port: port!,
        healthPort: healthPort!,
        environment: { FIXTURE_ORPHANS: '1', ...environment },
        extra: ['grace_seconds: 1'],
      },
    });
    const connection = await stack.up();
    assert.equal(agentOf(connection.snapshot(), 'Server').state, 'ready');
    assert.equal((await stack.processes()).length, 3);
    return connection;
  }

  it('are ended before a crashed agent is started again', async () => {
    const connection = await upWithOrphans();
    const old = await stack.processes();
    process.kill(agentOf(connection.snapshot(), 'Server').pid!, 'SIGKILL');
    const again = await untilAgent(connection, 'Server', (agent) => agent.state === 'ready' && agent.restarts === 1);
    const now = await stack.processes();
    assert.equal(now.length, 3);
    assert.deepEqual(
      now.filter(({ pid }) => old.some((before) => before.pid === pid)),
      [],
    );
    assert.equal(again.cause?.kind, 'signal');
    assert.match(again.cause?.text ?? '', /SIGKILL/);
  });

  it('are ended by a stop', async () => {
    const connection = await upWithOrphans();
    await connection.stop();
    assert.deepEqual(await stack.processes(), []);
  });

  it('are ended by a restart, even when the main process ignores SIGTERM too', async () => {
    const connection = await upWithOrphans({ FIXTURE_IGNORE_TERM: '1' });
    const old = await stack.processes();
    await connection.restart(['Server']);
    await untilAgent(connection, 'Server', (agent) => agent.state === 'ready' && agent.pid !== old[0]!.pid);
    const now = await stack.processes();
    assert.deepEqual(
      now.filter(({ pid }) => old.some((before) => before.pid === pid)),
      [],
    );
  });

  it('are named while a stop waits for them', async () => {
    const connection = await upWithOrphans({ FIXTURE_IGNORE_TERM: '1' });
    const stopping = connection.stop();
    const seen = await untilAgent(connection, 'Server', (agent) => agent.state === 'stopping' && agent.reason !== null);
    assert.match(seen.reason ?? '', /still there: .*agent\.py \(pid \d+\)/);
    await stopping;
    assert.deepEqual(await stack.processes(), []);
  });
});
