import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentOf, freePorts, TestStack, untilAgent } from './harness';

describe('agents that go wrong', function () {
  this.timeout(40_000);
  let stack: TestStack;
  let impostor: Server | null = null;
  afterEach(async () => {
    await stack.clean();
    impostor?.close();
    impostor = null;
  });

  async function listening(port: number): Promise<number> {
    const server = createServer((_, response) => response.end('{"status": "ok"}'));
    impostor = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('with exit code 0 right after the start: a crash loop, with the last lines', async () => {
    stack = new TestStack({ Quitter: { environment: { FIXTURE_EXIT: '0' } } });
    const connection = await stack.up();
    const agent = await untilAgent(connection, 'Quitter', ({ state }) => state === 'failed', 20_000);
    assert.equal(agent.restarts, 5);
    assert.equal(agent.cause?.kind, 'exit-zero');
    assert.match(agent.reason ?? '', /exit code 0 .*crash loop/);
    assert.match(agent.cause?.lastLines.join('\n') ?? '', /^started \d+$/);
    // Starting it again is a new chance, not the end of the old one.
    await connection.start(['Quitter']);
    await untilAgent(connection, 'Quitter', ({ state }) => state === 'backoff');
  });

  it('with a traceback: its last line is the cause', async () => {
    stack = new TestStack({ Thrower: { environment: { FIXTURE_RAISE: 'no broker' }, extra: ['restart: never'] } });
    const connection = await stack.up();
    const { cause } = await untilAgent(connection, 'Thrower', ({ state }) => state === 'failed');
    assert.equal(cause?.kind, 'python-exception');
    assert.match(cause?.text ?? '', /^ConnectionError: no broker \(exit code 1/);
  });

  it('because somebody else holds the port: the holder is named, and the agent starts when it lets go', async () => {
    const port = await listening(0);
    const [healthPort] = await freePorts(1);
    stack = new TestStack({ Server: { port, healthPort: healthPort! } });
    const connection = await stack.up();
    const blocked = agentOf(connection.snapshot(), 'Server');
    assert.equal(blocked.state, 'blocked');
    assert.match(blocked.reason ?? '', new RegExp(`port ${port} is held by .*\\(pid ${process.pid}\\)`));
    impostor!.close();
    await untilAgent(connection, 'Server', ({ state }) => state === 'ready');
  });

  it('while an impostor answers for them: not ready, and the impostor is named', async () => {
    const [port, healthPort] = await freePorts(2);
    const flag = { FIXTURE_SILENT: '1' };
    stack = new TestStack({ Server: { healthPort: healthPort!, port: port!, environment: flag } });
    const connection = await stack.connect();
    await connection.start();
    await untilAgent(connection, 'Server', ({ state }) => state === 'starting');
    await listening(healthPort!);
    const agent = await untilAgent(connection, 'Server', ({ reason }) => reason?.includes('held by') ?? false);
    assert.equal(agent.state, 'starting');
    assert.match(
      agent.reason ?? '',
      new RegExp(`port ${healthPort} is held by .*\\(pid ${process.pid}\\), not by this agent`),
    );
  });

  it('by listening elsewhere than declared: degraded, and told so', async () => {
    const [port, healthPort, other] = await freePorts(3);
    stack = new TestStack({
      Stray: { port: port!, healthPort: healthPort!, environment: { FIXTURE_LISTEN: String(other) } },
    });
    const connection = await stack.up();
    const agent = agentOf(connection.snapshot(), 'Stray');
    assert.equal(agent.state, 'degraded');
    assert.match(agent.reason ?? '', new RegExp(`declared port ${port}, listens on`));
    assert.ok(agent.listeningPorts?.includes(other!));
  });

  it('by flapping: one bad answer changes nothing, many do, and good ones heal', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({});
    const file = join(stack.directory, 'health');
    writeFileSync(file, '200 ok');
    stack.write({ Moody: { port: port!, healthPort: healthPort!, environment: { FIXTURE_HEALTH_FILE: file } } });
    const connection = await stack.up();
    const states: string[] = [];
    connection.onDidChange((snapshot) => states.push(agentOf(snapshot, 'Moody').state));
    writeFileSync(file, '503 error');
    await new Promise((resolve) => setTimeout(resolve, 400)); // between one and four probes: fewer than it takes
    writeFileSync(file, '200 degraded');
    await untilAgent(connection, 'Moody', ({ state }) => state === 'degraded');
    assert.ok(!states.includes('unhealthy'), states.join(' '));
    writeFileSync(file, '503 error');
    const bad = await untilAgent(connection, 'Moody', ({ state }) => state === 'unhealthy');
    assert.match(bad.reason ?? '', /503.*probes in a row/);
    writeFileSync(file, '200 ok 0.7');
    const slow = await untilAgent(connection, 'Moody', ({ state, latencyMs }) => state === 'ready' && latencyMs! > 600);
    assert.equal(slow.restarts, 0);
  });

  it('by nothing but opening a silent port before the one that can be asked: no time is lost on the silent one', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({
      Slow: { port: port!, healthPort: healthPort!, environment: { FIXTURE_HEALTH_AFTER: '0.6' } },
    });
    const connection = await stack.up();
    const agent = agentOf(connection.snapshot(), 'Slow');
    assert.equal(agent.probe?.port, healthPort);
    assert.ok(agent.readyAt! - agent.startedAt! < 4_000, `${agent.readyAt! - agent.startedAt!} ms`);
  });

  it('by nothing at all when they listen on one address of this machine only', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({
      Narrow: { port: port!, healthPort: healthPort!, environment: { FIXTURE_HOST: '127.0.0.7' } },
    });
    const connection = await stack.up();
    assert.equal(agentOf(connection.snapshot(), 'Narrow').state, 'ready');
  });

  it('without any port: running is all that is known, and it is said', async () => {
    stack = new TestStack({ Worker: {} });
    const connection = await stack.up();
    const agent = agentOf(connection.snapshot(), 'Worker');
    assert.equal(agent.state, 'ready');
    assert.deepEqual(agent.probe, { kind: 'process', port: null, detail: null, weak: true });
  });

  it('with a missing program or an unreadable startup file: an error that names the place', async () => {
    stack = new TestStack({ Odd: { script: join(__dirname, 'fixtures', 'starter.txt') } });
    const connection = await stack.up();
    assert.equal(agentOf(connection.snapshot(), 'Odd').state, 'failed');
    writeFileSync(stack.file, 'nothing: here\n');
    await assert.rejects(connection.start(), /startup\.yaml cannot be launched: no agents/);
  });
});
