import assert from 'node:assert/strict';
import { join } from 'node:path';
import { agentOf, fixtures, freePorts, TestStack, untilAgent, type AgentSpec } from './harness';

const scripts = join(fixtures, 'stacks');
/** A Python that has Debian's packages. */
const environment = { AGENT_PREFLIGHT_PYTHON: process.env.AGENT_PREFLIGHT_ZMQ_PYTHON ?? 'python3' };

describe('a stack', () => {
  let stack: TestStack;
  afterEach(() => stack.clean());

  it('of agents that speak HTTP, gRPC and ZeroMQ is healthy, and they reach each other', async () => {
    const [front, model, memory] = (await freePorts(3)) as [number, number, number];
    const agents: Record<string, AgentSpec> = {
      Front: { port: front, dependencies: ['Model', 'Memory'], script: join(scripts, 'front_agent.py') },
      Model: { port: model, script: join(scripts, 'grpc_agent.py'), extra: ['health_check: {type: grpc}'] },
      Memory: { port: memory, script: join(scripts, 'zmq_agent.py') },
    };
    stack = new TestStack(agents, environment);
    const connection = await stack.up();
    const snapshot = connection.snapshot();
    assert.deepEqual(
      ['Front', 'Model', 'Memory'].map((name) => [
        agentOf(snapshot, name).state,
        agentOf(snapshot, name).probe?.kind,
        agentOf(snapshot, name).probe?.weak,
      ]),
      [
        ['ready', 'http', false],
        ['ready', 'grpc', false],
        ['ready', 'zmq', false],
      ],
    );
    const answer = await fetch(`http://127.0.0.1:${front}/ask`);
    assert.deepEqual(await answer.json(), { echo: { echo: { text: 'hello' } }, serving: true });
    await connection.stop();
    assert.deepEqual(await stack.processes(), []);
  });

  it('with Redis and NATS among its agents lives with them, and comes back with them', async () => {
    const [redis, nats, monitor, worker] = (await freePorts(4)) as [number, number, number, number];
    const persistence = "--save '' --appendonly no --daemonize no";
    stack = new TestStack(
      {
        Redis: { port: redis, command: `redis-server --port ${redis} --bind 127.0.0.1 ${persistence}` },
        Nats: {
          port: nats,
          command: `nats-server -a 127.0.0.1 -p ${nats} -m ${monitor}`,
          extra: [`health_check: {type: http, port: ${monitor}, path: /healthz}`],
        },
        Worker: {
          port: worker,
          dependencies: ['Redis', 'Nats'],
          script: join(scripts, 'services_agent.py'),
        },
      },
      { ...environment, PATH: `${process.env.PATH}:/usr/sbin` },
    );
    const connection = await stack.up();
    for (const name of ['Redis', 'Nats', 'Worker'])
      assert.equal(agentOf(connection.snapshot(), name).state, 'ready', name);
    const before = agentOf(connection.snapshot(), 'Redis').pid!;
    await connection.stop(['Redis']);
    await untilAgent(connection, 'Worker', ({ state }) => state === 'unhealthy');
    await connection.start(['Redis']);
    const again = await untilAgent(connection, 'Redis', ({ state }) => state === 'ready');
    assert.notEqual(again.pid, before);
    await untilAgent(connection, 'Worker', ({ state }) => state === 'ready');
    await connection.stop();
    assert.deepEqual(await stack.processes(), []);
  });

  for (const [count, groups] of [
    [60, 6],
    [200, 4],
  ] as const) {
    it(`of ${count} agents starts in order, heals, and leaves nothing`, async function () {
      this.timeout(120_000);
      const ports = await freePorts(count);
      const agents = ports.map((port, index): [string, AgentSpec] => {
        const above = index - Math.ceil(count / groups);
        const dependencies = above >= 0 ? [`Agent${above}`] : [];
        return [`Agent${index}`, { port, dependencies, script: join(scripts, 'tiny_agent.py') }];
      });
      stack = new TestStack(Object.fromEntries(agents));
      const connection = await stack.connect();
      await connection.start();
      const all = await connection.until(
        (now) => now.agents.length === count && now.agents.every(({ state }) => state === 'ready'),
        AbortSignal.timeout(100_000),
      );
      for (const { name, dependencies, startedAt } of all.agents) {
        for (const other of dependencies)
          assert.ok(startedAt! >= agentOf(all, other).readyAt!, `${name} waited for ${other}`);
      }
      const victims = all.agents.filter((_, index) => index % 10 === 0);
      for (const { pid } of victims) process.kill(pid!, 'SIGKILL');
      await connection.until(
        (now) =>
          victims.every(({ name, pid }) => agentOf(now, name).state === 'ready' && agentOf(now, name).pid !== pid),
        AbortSignal.timeout(60_000),
      );
      const spared = all.agents.filter((agent) => !victims.includes(agent));
      for (const { name, pid } of spared) assert.equal(agentOf(connection.snapshot(), name).pid, pid);
      await connection.stop();
      assert.deepEqual(await stack.processes(), []);
    });
  }
});
