import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcessTable } from '../../stack/machine/process-table';
import type { ModelSnapshot, StackSnapshot } from '../../stack/protocol/snapshot';
import { lockHolder } from '../../stack/rendezvous/lock';
import {
  ranged,
  sampleBytes,
  serveModel,
  sha256,
  status,
  type Answer,
  type ModelServer,
} from '../../stack/models/testing/model-server';
import { agentOf, eventually, freePorts, TestStack, untilAgent, type AgentSpec } from './harness';

const MEGABYTE = 1_000_000;

describe('models of a stack', () => {
  const stacks: TestStack[] = [];
  const servers: ModelServer[] = [];

  afterEach(async () => {
    await Promise.all(stacks.splice(0).map((stack) => stack.clean()));
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  async function serve(body: Buffer, ...answers: Answer[]): Promise<ModelServer> {
    const server = await serveModel(body, ...answers);
    servers.push(server);
    return server;
  }

  function stackOf(agents: Record<string, AgentSpec>, environment: NodeJS.ProcessEnv = {}): TestStack {
    const stack = new TestStack(agents, environment);
    mkdirSync(join(stack.directory, '.git')); // marks the root of the project
    stacks.push(stack);
    return stack;
  }

  function writeManifest(stack: TestStack, models: Record<string, Record<string, unknown>>): void {
    writeFileSync(join(stack.directory, 'models.yaml'), `${JSON.stringify({ models })}\n`);
  }

  const modelOf = (snapshot: StackSnapshot, name: string): ModelSnapshot => {
    const found = snapshot.models?.find((model) => model.name === name);
    assert.ok(found, `no model ${name} in ${JSON.stringify(snapshot.models)}`);
    return found;
  };

  it('start an agent when its 200 MB are here, although the server breaks off twice; others do not wait for them', async function () {
    this.timeout(60_000);
    const [port = 0, healthPort = 0, other = 0, otherHealth = 0] = await freePorts(4);
    const body = sampleBytes(200 * MEGABYTE);
    const server = await serve(
      body,
      ranged({ breakAfter: 60 * MEGABYTE }),
      ranged({ breakAfter: 70 * MEGABYTE }),
      ranged(),
    );
    const stack = stackOf({
      Thinker: { port, healthPort, extra: ['models: [phi]'] },
      Clock: { port: other, healthPort: otherHealth },
    });
    writeManifest(stack, { phi: { url: server.url, sha256: sha256(body), size: '200MB', path: 'weights/phi.gguf' } });
    const connection = await stack.connect();
    const reasons = new Set<string>();
    connection.onDidChange((snapshot) => {
      const { state, reason } = agentOf(snapshot, 'Thinker');
      if (state === 'prefetching' && reason !== null) reasons.add(reason);
      if (state !== 'ready') return;
      assert.equal(statSync(join(stack.directory, 'weights/phi.gguf')).size, body.length);
    });
    await connection.start();
    await untilAgent(connection, 'Clock', ({ state }) => state === 'ready');
    assert.equal(agentOf(connection.snapshot(), 'Thinker').state, 'prefetching');
    await untilAgent(connection, 'Thinker', ({ state }) => state === 'ready', 50_000);
    assert.match([...reasons].join('\n'), /fetching phi: \d+ % of 200 MB, \d+(?:\.\d)? MB\/s, \d+ s left/);
    assert.deepEqual(readFileSync(join(stack.directory, 'weights/phi.gguf')), body);
    const asked = server.requests.map(({ headers }) => Number(/\d+/.exec(headers.range ?? '0')?.[0]));
    assert.equal(asked.length, 3);
    assert.ok(asked[1]! > 30 * MEGABYTE && asked[2]! > asked[1]!, String(asked));
    const model = modelOf(connection.snapshot(), 'phi');
    assert.deepEqual([model.state, model.bytesDone, model.agents], ['present', body.length, ['Thinker']]);
  });

  it('are gone on with after the supervisor was killed in the middle', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const body = sampleBytes(5 * MEGABYTE);
    const server = await serve(body, ranged({ stallAfter: 2 * MEGABYTE }), ranged());
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [phi]'] } });
    writeManifest(stack, { phi: { url: server.url, sha256: sha256(body), path: 'phi.gguf' } });
    const first = await stack.connect();
    await first.start();
    await first.until((now) => modelOf(now, 'phi').bytesDone >= 2 * MEGABYTE, AbortSignal.timeout(10_000));
    const supervisor = await lockHolder(stack.paths.supervisorLock);
    process.kill(supervisor!.pid, 'SIGKILL');
    await eventually(async () => (await lockHolder(stack.paths.supervisorLock)) === null, 'the supervisor is gone');
    const second = await stack.up();
    assert.equal(agentOf(second.snapshot(), 'Thinker').state, 'ready');
    assert.deepEqual(readFileSync(join(stack.directory, 'phi.gguf')), body);
    assert.equal(server.requests.length, 2);
    assert.equal(server.requests[1]!.headers.range, `bytes=${2 * MEGABYTE}-`);
  });

  it('are not fetched any further once nobody wants their agent', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const body = sampleBytes(5 * MEGABYTE);
    const server = await serve(body, ranged({ stallAfter: MEGABYTE }));
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [phi]'] } });
    writeManifest(stack, { phi: { url: server.url, sha256: sha256(body) } });
    const connection = await stack.connect();
    await connection.start();
    await connection.until((now) => modelOf(now, 'phi').bytesDone >= MEGABYTE, AbortSignal.timeout(10_000));
    const [request] = server.requests;
    const closed = new Promise<void>((resolve) => request!.once('close', () => resolve()));
    const before = performance.now();
    await connection.stop();
    assert.ok(performance.now() - before < 1_000, 'stopping does not wait for a download');
    await closed;
    assert.equal(agentOf(connection.snapshot(), 'Thinker').state, 'stopped');
  });

  it('are fetched once by two stacks that want the same one at the same time', async () => {
    const ports = await freePorts(6);
    const body = sampleBytes(8 * MEGABYTE);
    const server = await serve(body, ranged({ breakAfter: 3 * MEGABYTE }), ranged());
    const first = stackOf({
      A: { port: ports[0]!, healthPort: ports[3]!, extra: ['models: [phi]'] },
      B: { port: ports[1]!, healthPort: ports[4]!, extra: ['models: [small]'] },
    });
    const store = join(first.directory, 'store');
    first.environment['AGENT_PREFLIGHT_MODELS'] = store;
    const second = stackOf(
      { C: { port: ports[2]!, healthPort: ports[5]!, extra: ['model: phi-too'] } },
      { AGENT_PREFLIGHT_MODELS: store },
    );
    writeManifest(first, { phi: { url: server.url, sha256: sha256(body), path: 'phi.gguf', aliases: ['small'] } });
    writeManifest(second, { 'phi-too': { url: server.url, sha256: sha256(body), path: 'copy/phi.gguf' } });
    const [one, two] = await Promise.all([first.up(), second.up()]);
    assert.deepEqual(
      [agentOf(one.snapshot(), 'A'), agentOf(one.snapshot(), 'B'), agentOf(two.snapshot(), 'C')].map(
        ({ state }) => state,
      ),
      ['ready', 'ready', 'ready'],
    );
    assert.equal(server.requests.length, 2, 'one download that broke once');
    const files = [join(first.directory, 'phi.gguf'), join(second.directory, 'copy/phi.gguf')].map((path) =>
      statSync(path),
    );
    assert.equal(files[0]!.ino, files[1]!.ino);
  });

  it('that can be done without are skipped, and the agent says so', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const server = await serve(sampleBytes(10), status(404));
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [voice]'] } });
    writeManifest(stack, { voice: { url: server.url, required: false } });
    const connection = await stack.up();
    const agent = agentOf(connection.snapshot(), 'Thinker');
    assert.equal(agent.state, 'degraded');
    assert.match(agent.reason ?? '', /runs without voice \(http:\/\/127\.0\.0\.1:\d+\/weights\.gguf answers 404/);
    assert.equal(modelOf(connection.snapshot(), 'voice').state, 'skipped');
  });

  it('that cannot be had fail their agent with the reason, and are tried again when it is started again', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const body = sampleBytes(1000);
    const server = await serve(body, status(404), ranged());
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [phi, unheard-of]'] } });
    writeManifest(stack, { phi: { url: server.url, sha256: sha256(body) } });
    const connection = await stack.up();
    const agent = agentOf(connection.snapshot(), 'Thinker');
    assert.equal(agent.state, 'failed');
    assert.match(agent.reason ?? '', /cannot have its model phi: .* answers 404/);
    assert.match(
      connection
        .snapshot()
        .issues.map(({ message }) => message)
        .join('\n'),
      /Thinker asks for the model unheard-of, which no manifest declares/,
    );
    await connection.start();
    await untilAgent(connection, 'Thinker', ({ state }) => state === 'ready');
    assert.ok(existsSync(join(stack.directory, 'models', 'weights.gguf')));
  });

  it('are fetched by a process that may be killed, and go on in the next one', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const body = sampleBytes(3 * MEGABYTE);
    const server = await serve(body, ranged({ stallAfter: MEGABYTE }), ranged());
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [phi]'] } });
    writeManifest(stack, { phi: { url: server.url, sha256: sha256(body) } });
    const connection = await stack.connect();
    await connection.start();
    await connection.until((now) => modelOf(now, 'phi').bytesDone >= MEGABYTE, AbortSignal.timeout(10_000));
    const supervisor = connection.snapshot().supervisorPid;
    const [fetcher] = (await readProcessTable()).filter(({ ppid }) => ppid === supervisor);
    process.kill(fetcher!.pid, 'SIGKILL');
    await untilAgent(connection, 'Thinker', ({ state }) => state === 'ready');
    assert.equal(server.requests[1]!.headers.range, `bytes=${MEGABYTE}-`);
    assert.equal(agentOf(connection.snapshot(), 'Thinker').restarts, 0);
  });

  it('are read for their hash without keeping probes of other agents waiting', async function () {
    this.timeout(60_000);
    const [port = 0, healthPort = 0, other = 0, otherHealth = 0] = await freePorts(4);
    const stack = stackOf({
      Thinker: { port, healthPort, extra: ['models: [big]'] },
      Clock: { port: other, healthPort: otherHealth, extra: ['health_check: { interval_seconds: 0.1 }'] },
    });
    const file = join(stack.directory, 'big.gguf');
    writeFileSync(file, '');
    truncateSync(file, 800 * MEGABYTE); // which take no room
    const expected = createHash('sha256');
    for (let n = 0; n < 80; n++) expected.update(Buffer.alloc(10 * MEGABYTE));
    writeManifest(stack, {
      big: { path: 'big.gguf', url: 'https://models.invalid/big', sha256: expected.digest('hex') },
    });
    const connection = await stack.connect();
    await connection.start();
    const latencies: number[] = [];
    let checked = false;
    connection.onDidChange((snapshot) => {
      const { state, latencyMs } = agentOf(snapshot, 'Clock');
      checked ||= modelOf(snapshot, 'big').state === 'checking';
      if (modelOf(snapshot, 'big').state === 'checking' && state === 'ready' && latencyMs !== null)
        latencies.push(latencyMs);
    });
    await untilAgent(connection, 'Thinker', ({ state }) => state === 'ready', 50_000);
    assert.ok(checked, 'its hash was compared');
    latencies.sort((a, b) => a - b);
    const median = latencies[Math.floor(latencies.length / 2)] ?? 0;
    assert.ok(median < 100, `half of the probes took more than ${median} ms`);
  });

  it('leave what their addresses and tokens hold secret in no log, state or answer', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const canary = ['canary', 'of', String(Date.now())].join('-');
    const token = ['hf', canary].join('_');
    const body = sampleBytes(MEGABYTE);
    const server = await serve(body, status(500), ranged());
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [phi, chat]'] } });
    const url = server.url.replace('//', `//me:${canary}@`);
    const hub = new URL(server.url).origin;
    writeFileSync(join(stack.directory, '.env'), `HF_TOKEN=${token}\nHF_ENDPOINT=${hub}\n`);
    writeManifest(stack, {
      phi: { url: `${url}?signature=${canary}`, sha256: sha256(body) },
      chat: { repo: 'acme/tiny', filename: 'a.gguf', path: 'a.gguf', sha256: sha256(body) },
    });
    const connection = await stack.up();
    assert.equal(agentOf(connection.snapshot(), 'Thinker').state, 'ready');
    const said = [stack.supervisorLog(), JSON.stringify(connection.snapshot())];
    const home = join(stack.directory, 'home');
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.length !== 64)
        said.push(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    }
    assert.ok(server.requests.some(({ url: asked }) => asked?.includes(canary)));
    assert.ok(!said.join('\n').includes(canary));
  });

  it('leave no process behind when the stack is down, and no part that is done', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    const body = sampleBytes(MEGABYTE);
    const server = await serve(body);
    const stack = stackOf({ Thinker: { port, healthPort, extra: ['models: [phi]'] } });
    writeManifest(stack, { phi: { url: server.url, sha256: sha256(body) } });
    const connection = await stack.up();
    await connection.shutdown();
    await eventually(async () => (await lockHolder(stack.paths.supervisorLock)) === null, 'the supervisor is gone');
    assert.deepEqual(readdirSync(join(stack.directory, 'home', 'models', 'parts')), []);
    assert.deepEqual(readdirSync(join(stack.directory, 'home', 'models', 'locks')), []);
  });
});
