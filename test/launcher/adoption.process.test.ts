import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { agentOf, eventually, freePorts, TestStack, untilAgent } from './harness';

describe('a supervisor that is killed', function () {
  this.timeout(40_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  async function upTwo(environment: Record<string, string> = {}) {
    const [a, ah, b, bh] = await freePorts(4);
    stack = new TestStack({
      First: { port: a!, healthPort: ah!, environment },
      Second: { port: b!, healthPort: bh!, dependencies: ['First'] },
    });
    return stack.up();
  }

  async function killSupervisor(pid: number) {
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
      } catch {
        return true;
      }
    }, 'the supervisor is dead');
  }

  it('leaves its agents to the next one, which goes on with the same processes', async () => {
    const first = await upTwo();
    const before = first.snapshot();
    await killSupervisor(first.hello.pid);

    const second = await stack.attach();
    assert.ok(second, 'asking for the status is enough to start a new supervisor');
    assert.notEqual(second.hello.pid, first.hello.pid);
    for (const name of ['First', 'Second']) {
      const agent = await untilAgent(second, name, ({ state }) => state === 'ready');
      assert.equal(agent.pid, agentOf(before, name).pid);
      assert.equal(agent.startedAt, agentOf(before, name).startedAt);
      assert.equal(agent.adopted, true);
      assert.equal(agent.restarts, 0);
    }
    // An adopted agent is nobody's child here, and its death is noticed all the same.
    process.kill(agentOf(before, 'Second').pid!, 'SIGKILL');
    const again = await untilAgent(second, 'Second', ({ state, restarts }) => state === 'ready' && restarts === 1);
    assert.equal(again.adopted, false);
    await second.shutdown();
    assert.deepEqual(await stack.processes(), []);
  });

  it('has agents that died meanwhile started again, and their leftovers ended', async () => {
    const first = await upTwo({ FIXTURE_ORPHANS: '1' });
    const before = first.snapshot();
    const old = await stack.processes();
    assert.equal(old.length, 4);
    await killSupervisor(first.hello.pid);
    process.kill(agentOf(before, 'First').pid!, 'SIGKILL');

    const second = await stack.attach();
    assert.ok(second);
    const revived = await untilAgent(second, 'First', ({ state, restarts }) => state === 'ready' && restarts === 1);
    assert.notEqual(revived.pid, agentOf(before, 'First').pid);
    assert.equal(revived.cause?.kind, 'unobserved');
    assert.equal(agentOf(second.snapshot(), 'Second').pid, agentOf(before, 'Second').pid);
    const now = await stack.processes();
    const survivors = now.filter(({ pid }) => old.some((process) => process.pid === pid)).map(({ pid }) => pid);
    assert.deepEqual(survivors, [agentOf(before, 'Second').pid]);
  });

  it('does not matter when nothing runs: a look at a stack that is down starts nothing', async () => {
    stack = new TestStack({ Only: {} });
    assert.equal(await stack.attach(), null);
    assert.deepEqual(await stack.processes(), []);
  });

  it('has what it started ended by the next start when its state is lost as well', async () => {
    const first = await upTwo();
    const old = await stack.processes();
    await killSupervisor(first.hello.pid);
    rmSync(stack.paths.stateFile);
    assert.equal(await stack.attach(), null);
    const second = await stack.up();
    assert.equal(second.snapshot().state, 'ready');
    const now = await stack.processes();
    assert.deepEqual(
      now.filter(({ pid }) => old.some((process) => process.pid === pid)),
      [],
    );
  });

  it('by SIGTERM stops its agents in order', async () => {
    const connection = await upTwo();
    process.kill(connection.hello.pid, 'SIGTERM');
    await eventually(() => connection.isClosed, 'the supervisor has ended');
    assert.deepEqual(await stack.processes(), []);
    const log = stack.supervisorLog();
    assert.ok(log.indexOf('Second: stopping → stopped') < log.indexOf('First: stopping → stopped'), log);
  });

  it('leaves agents their environment, although the next one is started from a shell that lacks it', async () => {
    const [port, healthPort] = await freePorts(2);
    const word = ['rain', 'coat'].join('-');
    stack = new TestStack({
      Keeper: { port: port!, healthPort: healthPort!, environment: { FIXTURE_PRINT: 'ONLY_EXPORTED' } },
    });
    const first = await stack.up({ environment: { ...stack.environment, ONLY_EXPORTED: word } });
    const { pid } = agentOf(first.snapshot(), 'Keeper');
    await killSupervisor(first.hello.pid);
    const second = await stack.attach();
    assert.ok(second);
    await untilAgent(second, 'Keeper', ({ state }) => state === 'ready');
    process.kill(pid!, 'SIGKILL');
    await untilAgent(second, 'Keeper', ({ state, restarts }) => state === 'ready' && restarts === 1);
    const { lines } = await second.logs('Keeper');
    assert.deepEqual(
      lines.filter((line) => line.startsWith('value')),
      [`value ${word}`, `value ${word}`],
    );
  });

  it('or cannot be found any more, because /tmp was tidied up, makes way for the next one', async () => {
    const first = await upTwo();
    const before = first.snapshot();
    rmSync(stack.paths.runtimeDirectory, { recursive: true });
    const second = await stack.attach();
    assert.ok(second);
    assert.notEqual(second.hello.pid, first.hello.pid);
    await eventually(() => first.isClosed, 'the first has left', 12_000);
    const third = await stack.attach();
    assert.equal(third?.hello.pid, second.hello.pid, 'the first has not taken the second’s socket along');
    await untilAgent(second, 'Second', ({ state }) => state === 'ready');
    assert.equal(agentOf(second.snapshot(), 'First').pid, agentOf(before, 'First').pid);
    assert.equal((await stack.processes()).length, 2);
    await second.shutdown();
    assert.deepEqual(await stack.processes(), []);
  });

  it('can be replaced without touching the agents', async () => {
    const first = await upTwo();
    const before = first.snapshot();
    await first.shutdown({ stopAgents: false });
    const second = await stack.attach();
    assert.ok(second);
    await untilAgent(second, 'First', ({ state }) => state === 'ready');
    assert.equal(agentOf(second.snapshot(), 'First').pid, agentOf(before, 'First').pid);
  });
});
