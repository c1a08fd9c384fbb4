import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { agentOf, eventually, freePorts, TestStack, untilAgent } from './harness';

describe('a stack of real processes', function () {
  this.timeout(40_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  it('comes up in dependency order, shows where it listens, and leaves nothing when it goes down', async () => {
    const [a, ah, b, bh] = await freePorts(4);
    stack = new TestStack({
      Second: { port: b!, healthPort: bh!, dependencies: ['First'] },
      First: { port: a!, healthPort: ah! },
    });
    const connection = await stack.up();
    const snapshot = connection.snapshot();
    assert.equal(snapshot.state, 'ready');
    const [first, second] = [agentOf(snapshot, 'First'), agentOf(snapshot, 'Second')];
    assert.deepEqual(
      snapshot.agents.map((agent) => agent.name),
      ['First', 'Second'],
    );
    assert.ok(second.startedAt! >= first.readyAt!, 'the second starts when the first is ready');
    assert.deepEqual(
      first.listeningPorts,
      [a!, ah!].sort((x, y) => x - y),
    );
    assert.equal(first.probe?.kind, 'http');
    assert.equal(first.probe?.port, ah);
    assert.ok((await stack.processes()).length >= 2);
    await untilAgent(connection, 'First', (agent) => agent.rssBytes !== null && agent.rssBytes > 1e6);

    const { lines } = await connection.logs('First');
    assert.match(lines.join('\n'), /^started \d+/);
    assert.equal(statSync(stack.paths.runtimeDirectory).mode & 0o777, 0o700);
    assert.equal(statSync(stack.paths.socket).mode & 0o777, 0o600);
    assert.equal(statSync(stack.paths.stateFile).mode & 0o777, 0o600);
    assert.equal(statSync(first.logFile).mode & 0o777, 0o600);

    await connection.shutdown();
    assert.deepEqual(await stack.processes(), []);
    assert.equal(await stack.attach(), null, 'asking right after the end starts nothing anew');
    const log = stack.supervisorLog();
    assert.ok(log.indexOf('Second: stopping → stopped') < log.indexOf('First: stopping → stopped'), log);
  });

  it('stops, starts and restarts single agents', async () => {
    const [a, ah, b, bh] = await freePorts(4);
    stack = new TestStack({
      First: { port: a!, healthPort: ah! },
      Second: { port: b!, healthPort: bh!, dependencies: ['First'] },
    });
    const connection = await stack.up();
    const before = agentOf(connection.snapshot(), 'First');
    await connection.restart(['First']);
    const after = await untilAgent(connection, 'First', (agent) => agent.state === 'ready' && agent.pid !== before.pid);
    assert.equal(after.restarts, 0, 'a restart somebody asked for is none of the automatic ones');
    assert.equal(agentOf(connection.snapshot(), 'Second').state, 'ready');

    await connection.stop(['First'], { withDependents: true });
    assert.deepEqual(
      connection.snapshot().agents.map((agent) => agent.state),
      ['stopped', 'stopped'],
    );
    await connection.start(['Second']);
    await untilAgent(connection, 'Second', (agent) => agent.state === 'ready');
    await assert.rejects(connection.start(['Nobody']), /Nobody is not in/);
  });

  it('starts agents that wait for an optional one which fails, and says who blocks whom', async () => {
    const [a, ah, b, bh] = await freePorts(4);
    stack = new TestStack({
      Optional: {
        port: a!,
        healthPort: ah!,
        required: false,
        environment: { FIXTURE_EXIT: '3' },
        extra: ['restart: never'],
      },
      Broken: { script: 'no/such/script.py' },
      UsesOptional: { port: b!, healthPort: bh!, dependencies: ['Optional'] },
      UsesBroken: { dependencies: ['Broken'] },
    });
    const connection = await stack.up();
    const snapshot = connection.snapshot();
    assert.equal(agentOf(snapshot, 'UsesOptional').state, 'ready');
    assert.equal(agentOf(snapshot, 'Optional').state, 'failed');
    assert.equal(agentOf(snapshot, 'Optional').cause?.exitCode, 3);
    assert.equal(agentOf(snapshot, 'Broken').cause?.kind, 'script-not-found');
    assert.equal(agentOf(snapshot, 'UsesBroken').state, 'blocked');
    assert.match(agentOf(snapshot, 'UsesBroken').reason ?? '', /Broken \(failed\)/);
    assert.equal(snapshot.state, 'failed');
  });

  it('follows a log', async () => {
    const [a, ah] = await freePorts(2);
    stack = new TestStack({ Chatty: { port: a!, healthPort: ah! } });
    const connection = await stack.up();
    const heard: string[] = [];
    const done = new AbortController();
    await connection.logs('Chatty', { lines: 0, onLines: (lines) => heard.push(...lines), signal: done.signal });
    await connection.restart(['Chatty']);
    await eventually(() => heard.some((line) => line.startsWith('started ')), 'the new line is heard');
    done.abort();
  });
});
