import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { request } from 'node:http';
import { ensureExporter, findExporter, stopExporter } from '../../stack/metrics/ensure-exporter';
import { isAlive } from '../../stack/process/identity';
import { lockHolder } from '../../stack/rendezvous/lock';
import { readExposition, type Exposition } from '../support/exposition';
import { agentOf, bundleDirectory, eventually, freePorts, TestStack, untilAgent } from './harness';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function get(port: number, path = '/metrics', headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text }),
      );
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('the exporter of metrics', function () {
  this.timeout(60_000);
  let stack: TestStack;
  let others: TestStack[];
  beforeEach(() => (others = []));
  afterEach(async () => {
    await stopExporter(stack.environment);
    for (const other of others) await other.clean();
    await stack.clean();
  });

  const command = async (...args: string[]) => [
    process.execPath,
    join(await bundleDirectory(), 'metrics-exporter.js'),
    ...args,
  ];
  const start = async (port: number, ...args: string[]) => {
    const ensured = await ensureExporter({ port, environment: stack.environment, command: await command(...args) });
    assert.equal(ensured.kind, 'running', JSON.stringify(ensured));
    return ensured;
  };
  const scrape = async (port: number): Promise<Exposition> => readExposition((await get(port)).text);

  it('tells of agents, their probes, restarts and use, and loses no probe between two looks', async () => {
    const [port, agentPort, healthPort] = await freePorts(3);
    const canary = ['canary', 'of', 'metrics', String(Date.now())].join('-');
    const environment = { FIXTURE_ORPHANS: '1', HUB_TOKEN: canary };
    stack = new TestStack({ Hub: { port: agentPort!, healthPort: healthPort!, environment }, 'Odd "name"\\': {} });
    await stack.up();
    await start(port!);
    const { status, type, text } = await get(port!);
    assert.equal(status, 200);
    assert.match(type, /^text\/plain; version=0\.0\.4/);
    assert.ok(!text.includes(canary));
    const first = readExposition(text);
    const hub = { stack: stack.paths.file, agent: 'Hub' };
    const value = (name: string, labels: Record<string, string> = hub) =>
      first.value(`agent_preflight_${name}`, labels);
    assert.equal(value('supervisor_up', { stack: stack.paths.file }), 1);
    assert.equal(value('agent_up'), 1);
    assert.equal(value('agent_state', { ...hub, state: 'ready' }), 1);
    assert.equal(value('agent_state', { ...hub, state: 'failed' }), 0);
    assert.equal(value('agent_up', { stack: stack.paths.file, agent: 'Odd "name"\\' }), 1);
    assert.equal(value('agent_processes'), 3);
    assert.ok(value('agent_resident_memory_bytes')! > 5_000_000);
    assert.ok(value('agent_cpu_seconds_total')! > 0.01);
    assert.ok(value('supervisor_resident_memory_bytes', { stack: stack.paths.file })! > 20_000_000);
    assert.ok(value('agent_startup_seconds')! > 0 && value('agent_startup_seconds')! < 15);
    assert.equal(value('agent_restarts_total'), 0);

    // The interval of probes is 300 ms here: many of them lie between two looks.
    const probes = (now: Exposition) =>
      now.value('agent_preflight_agent_probe_duration_seconds_count', { ...hub, probe: 'http' }) ?? 0;
    const before = performance.now();
    await eventually(async () => probes(await scrape(port!)) >= probes(first) + 4, 'probes are counted');
    assert.ok(performance.now() - before > 600, 'and not more often than they are sent');
    const later = await scrape(port!);
    const name = 'agent_preflight_agent_probe_duration_seconds_bucket';
    assert.equal(later.value(name, { ...hub, probe: 'http', le: '+Inf' }), probes(later));
    const answered = later.value('agent_preflight_agent_probes_total', { ...hub, result: 'healthy' });
    assert.ok(answered! >= probes(first) + 4);
  });

  it('outlives the supervisor, counts on where it was, and tells that nobody looks after the agents', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Hub: { healthPort: healthPort! } });
    const connection = await stack.up();
    const exporter = await start(port!);
    const { pid } = agentOf(connection.snapshot(), 'Hub');
    process.kill(pid!, 'SIGKILL');
    await untilAgent(connection, 'Hub', (agent) => agent.state === 'ready' && agent.restarts === 1);
    const own = { stack: stack.paths.file };
    const restarts = async () =>
      (await scrape(port!)).value('agent_preflight_agent_restarts_total', { ...own, agent: 'Hub' });
    assert.equal(await restarts(), 1);
    process.kill(connection.snapshot().supervisorPid, 'SIGKILL');
    await eventually(
      async () => (await scrape(port!)).value('agent_preflight_supervisor_up', own) === 0,
      'the death of the supervisor is told',
    );
    assert.equal(await restarts(), 1, 'the counter goes on');
    const next = await stack.attach();
    await untilAgent(next!, 'Hub', (agent) => agent.state === 'ready');
    const now = await scrape(port!);
    assert.equal(now.value('agent_preflight_supervisor_up', own), 1);
    assert.equal(await restarts(), 1);
    assert.deepEqual((await findExporter(stack.environment))?.process, exporter.process);
    await next!.shutdown();
    await eventually(
      async () => (await scrape(port!)).value('agent_preflight_supervisor_up', own) === undefined,
      'a stack that was stopped is not told of any more',
    );
  });

  it('tells a supervisor that does not answer from one that does, and answers nevertheless', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Hub: { healthPort: healthPort! } });
    const connection = await stack.up();
    await start(port!);
    const { supervisorPid } = connection.snapshot();
    process.kill(supervisorPid, 'SIGSTOP');
    try {
      assert.equal((await scrape(port!)).value('agent_preflight_supervisor_up', { stack: stack.paths.file }), 0);
    } finally {
      process.kill(supervisorPid, 'SIGCONT');
    }
    await eventually(
      async () => (await scrape(port!)).value('agent_preflight_supervisor_up', { stack: stack.paths.file }) === 1,
      'it is told of again',
    );
  });

  it('is started again by a supervisor when it was killed, and not when it was stopped', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Hub: { healthPort: healthPort! } });
    await stack.up();
    const first = await start(port!);
    process.kill(first.process.pid, 'SIGKILL');
    await eventually(
      async () => {
        const running = await findExporter(stack.environment);
        return running !== null && running.process.pid !== first.process.pid;
      },
      'another exporter is there',
      30_000,
    );
    assert.equal((await scrape(port!)).value('agent_preflight_supervisor_up', { stack: stack.paths.file }), 1);
    assert.equal(await stopExporter(stack.environment), true);
    assert.equal(await findExporter(stack.environment), null);
    await assert.rejects(get(port!), /ECONNREFUSED/);
  });

  it('is one, however many start it, for all stacks; and a supervisor with nothing to run does not stay for it', async () => {
    const [port, one, two] = await freePorts(3);
    stack = new TestStack({ Hub: { healthPort: one! } });
    const environment = { AGENT_PREFLIGHT_HOME: stack.environment['AGENT_PREFLIGHT_HOME']! };
    const other = new TestStack({ Worker: { healthPort: two! } }, environment);
    others.push(other);
    const [mine, connection] = await Promise.all([stack.up(), other.up()]);
    mine.dispose();
    const started = await Promise.all(Array.from({ length: 8 }, () => start(port!)));
    assert.equal(new Set(started.map(({ process }) => process.pid)).size, 1);
    assert.equal(started.filter((ensured) => ensured.started).length, 1);
    const metrics = await scrape(port!);
    for (const { paths } of [stack, other]) {
      assert.equal(metrics.value('agent_preflight_supervisor_up', { stack: paths.file }), 1);
    }
    await connection.stop();
    connection.dispose();
    // Looked at all the time, it ends all the same.
    await eventually(
      async () => {
        await scrape(port!);
        return (await lockHolder(other.paths.supervisorLock)) === null;
      },
      'the supervisor without agents has ended',
      20_000,
    );
    assert.equal((await scrape(port!)).value('agent_preflight_supervisor_up', { stack: other.paths.file }), undefined);
  });

  it('comes with a stack whose project wants it, and only then', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Hub: { healthPort: healthPort! } });
    const policy = (enabled: boolean) =>
      writeFileSync(
        join(stack.directory, '.agent-preflight.yaml'),
        `stack:\n  metrics: {enabled: ${enabled}, port: ${port}}\n`,
      );
    policy(false);
    const connection = await stack.up();
    assert.equal(await findExporter(stack.environment), null);
    policy(true);
    await connection.start();
    await eventually(
      async () => (await findExporter(stack.environment))?.port === port,
      'the exporter is there',
      20_000,
    );
    assert.equal((await scrape(port!)).value('agent_preflight_supervisor_up', { stack: stack.paths.file }), 1);
    policy(false);
    await connection.start();
  });

  it('that cannot have its port is told of with the stack', async () => {
    const held = createServer();
    await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = held.address() as { port: number };
      stack = new TestStack({ Hub: {} });
      writeFileSync(
        join(stack.directory, '.agent-preflight.yaml'),
        `stack:\n  metrics: {enabled: true, port: ${port}}\n`,
      );
      const connection = await stack.up();
      const told = await connection.until(
        ({ issues }) => issues.some(({ message }) => message.startsWith('no metrics: ')),
        AbortSignal.timeout(20_000),
      );
      assert.match(JSON.stringify(told.issues), new RegExp(`port ${port} is held by`));
      assert.equal(agentOf(told, 'Hub').state, 'ready');
    } finally {
      held.close();
    }
  });

  it('names who holds its port, and the stack goes on', async () => {
    const held = createServer();
    await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = held.address() as { port: number };
      const [healthPort] = await freePorts(1);
      stack = new TestStack({ Hub: { healthPort: healthPort! } });
      const connection = await stack.up();
      const ensured = await ensureExporter({ port, environment: stack.environment, command: await command() });
      assert.equal(ensured.kind, 'failed');
      assert.match(
        (ensured as { message: string }).message,
        new RegExp(`^port ${port} is held by .*\\(pid ${process.pid}\\); choose`),
      );
      assert.equal(agentOf(connection.snapshot(), 'Hub').state, 'ready');
      assert.equal(await findExporter(stack.environment), null);
    } finally {
      held.close();
    }
  });

  it('ends when there was no stack for a while', async () => {
    const [port] = await freePorts(1);
    stack = new TestStack({ Hub: {} });
    const { process: exporter } = await start(port!, '--idle-ms', '100');
    await eventually(async () => (await findExporter(stack.environment)) === null, 'it has ended', 20_000);
    await eventually(async () => !(await isAlive(exporter)), 'its process is gone');
  });

  it('answers programs on this machine only, and changes nothing', async () => {
    const [port] = await freePorts(1);
    stack = new TestStack({ Hub: {} });
    await start(port!);
    const statuses = await Promise.all([
      get(port!, '/metrics', { Host: `127.0.0.1:${port}` }),
      get(port!, '/metrics', { Host: 'rebound.example:9091' }),
      get(port!, '/other'),
      get(port!, '/metrics', {}, 'POST'),
      get(port!, '/-/healthy'),
      get(port!, '//'),
    ]);
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [200, 403, 404, 405, 200, 404],
    );
  });
});
