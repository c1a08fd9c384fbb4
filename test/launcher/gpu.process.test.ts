import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STACK_VARIABLE } from '@agent-preflight/stack/process/cookie';
import { lockHolder } from '@agent-preflight/stack/rendezvous/lock';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { agentOf, eventually, freePorts, TestStack, untilAgent, type AgentSpec } from './harness';
import { PretendedGpus } from './pretended-gpus';

/** Agents on GPUs. The driver is pretended; agents, supervisor and everything between them are real. */
describe('agents on GPUs', function () {
  if (process.platform !== 'linux') return;
  let gpus: PretendedGpus;
  let stack: TestStack;
  let ports: number[];
  const strangers: ChildProcess[] = [];

  beforeEach(async () => (ports = await freePorts(6)));
  afterEach(async () => {
    for (const stranger of strangers.splice(0)) stranger.kill('SIGKILL');
    await stack.clean();
    gpus.clean();
  });

  const agent = (index: number, extra: readonly string[], environment: Record<string, string> = {}): AgentSpec => ({
    healthPort: ports[index],
    extra,
    environment: { FIXTURE_PRINT: 'CUDA_VISIBLE_DEVICES', ...environment },
  });
  /** What the agent saw in its environment at its last start. */
  const visible = (connection: StackConnection, name: string) =>
    [...readFileSync(agentOf(connection.snapshot(), name).logFile, 'utf8').matchAll(/^value (.*)$/gm)].at(-1)?.[1];
  const start = (agents: Record<string, AgentSpec>, environment: NodeJS.ProcessEnv = {}) => {
    stack = new TestStack(agents, { ...gpus.environment, ...environment });
    return stack.connect().then(async (connection) => {
      await connection.start();
      return connection;
    });
  };
  /** Somebody who holds GPU memory and belongs to nobody here. */
  const stranger = (environment: NodeJS.ProcessEnv = {}) => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore', env: { PATH: process.env['PATH'], ...environment } });
    strangers.push(child);
    return child.pid!;
  };

  it('spreads them by what they declare, before any of them has allocated anything', async () => {
    gpus = new PretendedGpus([{ totalMb: 24_000 }, { totalMb: 16_000 }]);
    const connection = await start({
      Large: agent(0, ['gpu: required', 'vram_mb: 20000']),
      Middle: agent(1, ['gpu: required', 'vram_mb: 9000']),
      Small: agent(2, ['gpu: preferred', 'vram_mb: 5000']),
      Unsaid: agent(3, ['gpu: required']),
      Without: agent(4, []),
    });
    await connection.until(({ state }) => state === 'ready', AbortSignal.timeout(15_000));
    assert.equal(visible(connection, 'Large'), '0');
    assert.equal(visible(connection, 'Middle'), '1');
    assert.equal(visible(connection, 'Small'), '1');
    assert.match(visible(connection, 'Unsaid') ?? '', /^[01],[01]$/, 'it sees both, the emptier one first');
    assert.equal(visible(connection, 'Without'), 'None');
  });

  it('gives an agent several, with an equal part on each', async () => {
    gpus = new PretendedGpus([{ totalMb: 24_000 }, { totalMb: 24_000 }, { totalMb: 12_000 }]);
    const connection = await start({
      Wide: agent(0, ['gpu: 2', 'vram_mb: 40000']),
      Narrow: { ...agent(1, ['gpu: required', 'vram_mb: 8000']), dependencies: ['Wide'] },
      TooWide: { ...agent(2, ['gpu: 4']), required: false },
    });
    await untilAgent(connection, 'Narrow', ({ state }) => state === 'ready');
    assert.equal(visible(connection, 'Wide'), '0,1');
    assert.deepEqual(agentOf(connection.snapshot(), 'Wide').gpus, [0, 1]);
    assert.equal(visible(connection, 'Narrow'), '2');
    const failed = await untilAgent(connection, 'TooWide', ({ state }) => state === 'failed');
    assert.match(failed.reason ?? '', /needs 4 GPUs; this machine has 3 GPUs/);
  });

  it('runs on the CPU and calls it degraded where there is no GPU, or no room on it', async () => {
    gpus = new PretendedGpus([]);
    const agents = {
      Model: agent(0, ['gpu: preferred', 'vram_mb: 8000']),
      Client: { ...agent(1, []), dependencies: ['Model'] },
    };
    const connection = await start(agents);
    await connection.until(({ state }) => state === 'degraded', AbortSignal.timeout(15_000));
    const model = agentOf(connection.snapshot(), 'Model');
    assert.equal(model.state, 'degraded');
    assert.match(model.reason ?? '', /^runs on the CPU: .*No devices were found/);
    assert.equal(agentOf(connection.snapshot(), 'Client').state, 'ready', 'those who wait for it are not held back');
    assert.equal(visible(connection, 'Model'), '');

    gpus.set([{ totalMb: 12_000, heldMb: 6_000 }]);
    await connection.restart(['Model']);
    const again = await untilAgent(
      connection,
      'Model',
      ({ state, reason }) => state === 'degraded' && !!reason?.includes('MiB'),
    );
    assert.match(again.reason ?? '', /needs 8000 MiB of GPU memory; GPU 0 has 6000 MiB left/);

    gpus.set([{ totalMb: 12_000 }]);
    await connection.restart(['Model']);
    await untilAgent(connection, 'Model', ({ state }) => state === 'ready');
    assert.equal(visible(connection, 'Model'), '0');
  });

  it('waits for room and says who has it', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const pid = stranger();
    gpus.hold(pid, 0, 10_000);
    const connection = await start({
      First: agent(0, ['gpu: required', 'vram_mb: 4000'], gpus.allocating(4_000)),
      Second: { ...agent(1, ['gpu: required', 'vram_mb: 6000']), dependencies: ['First'] },
    });
    const blocked = await untilAgent(connection, 'Second', ({ state }) => state === 'blocked');
    assert.match(blocked.reason ?? '', /needs 6000 MiB of GPU memory; GPU 0 has 2000 MiB left/);
    assert.match(
      blocked.reason ?? '',
      new RegExp(`sleep 600 \\(pid ${pid}\\) has 10000 MiB, agent First has 4000 MiB`),
    );
    process.kill(pid, 'SIGKILL');
    await untilAgent(connection, 'Second', ({ state }) => state === 'ready');
  });

  it('does not give away to one that can do without a GPU what another requires', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const connection = await start({
      Willing: agent(0, ['gpu: preferred', 'vram_mb: 9000']),
      Needing: { ...agent(1, ['gpu: required', 'vram_mb: 9000']), dependencies: ['Willing'] },
    });
    const willing = await untilAgent(connection, 'Willing', ({ state }) => state === 'degraded');
    assert.match(willing.reason ?? '', /^runs on the CPU: needs 9000 MiB .*; room is kept for Needing$/);
    await untilAgent(connection, 'Needing', ({ state }) => state === 'ready');
    assert.equal(visible(connection, 'Needing'), '0');
  });

  it('goes by what its models declare where the agent declares nothing', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const pid = stranger();
    gpus.hold(pid, 0, 8_000);
    stack = new TestStack({ Model: agent(0, ['gpu: required', 'models: [tiny, big]']) }, gpus.environment);
    const entry = (name: string, vramMb: number) => `  - {name: ${name}, path: ${name}.gguf, vram_mb: ${vramMb}}`;
    writeFileSync(
      join(stack.directory, 'models.yaml'),
      ['models:', entry('tiny', 2_000), entry('big', 9_000)].join('\n'),
    );
    for (const name of ['tiny', 'big']) writeFileSync(join(stack.directory, `${name}.gguf`), 'weights');
    const connection = await stack.connect();
    await connection.start();
    const blocked = await untilAgent(connection, 'Model', ({ state }) => state === 'blocked');
    assert.match(blocked.reason ?? '', /needs 11000 MiB of GPU memory/);
    process.kill(pid, 'SIGKILL');
    await untilAgent(connection, 'Model', ({ state }) => state === 'ready');
  });

  it('refuses what is larger than any GPU, once', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const connection = await start({ Huge: agent(0, ['gpu: required', 'vram_mb: 40000']) });
    const failed = await untilAgent(connection, 'Huge', ({ state }) => state === 'failed');
    assert.match(failed.reason ?? '', /declares 40000 MiB of GPU memory; the largest GPU here has 16000 MiB/);
  });

  it('leaves the choice to whoever has made it', async () => {
    gpus = new PretendedGpus([{ totalMb: 24_000 }, { totalMb: 24_000 }]);
    const connection = await start({
      Chosen: agent(0, ['gpu: required', 'vram_mb: 20000'], { CUDA_VISIBLE_DEVICES: '1' }),
      Other: { ...agent(1, ['gpu: required', 'vram_mb: 20000']), dependencies: ['Chosen'] },
      Hidden: agent(2, ['gpu: preferred'], { CUDA_VISIBLE_DEVICES: '-1' }),
    });
    await connection.until(
      ({ agents }) => agents.every(({ state }) => state === 'ready' || state === 'degraded'),
      AbortSignal.timeout(15_000),
    );
    assert.equal(visible(connection, 'Chosen'), '1');
    assert.equal(visible(connection, 'Other'), '0');
    assert.equal(visible(connection, 'Hidden'), '-1');
    assert.match(agentOf(connection.snapshot(), 'Hidden').reason ?? '', /CUDA_VISIBLE_DEVICES hides every GPU/);
  });

  it('does not restart an agent before the driver has released what its last run held', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const connection = await start({
      Model: agent(0, ['gpu: required', 'vram_mb: 9000'], { ...gpus.allocating(9_000), FIXTURE_ORPHANS: '1' }),
    });
    const first = await untilAgent(
      connection,
      'Model',
      ({ state, processCount }) => state === 'ready' && processCount === 3,
    );
    await eventually(async () => (await stack.processes()).length === 3, 'workers of its own');
    gpus.isSlow = true;
    process.kill(first.pid!, 'SIGKILL');
    const waiting = await untilAgent(
      connection,
      'Model',
      ({ state, reason }) => state === 'waiting' && !!reason?.includes('releases'),
    );
    assert.match(
      waiting.reason ?? '',
      new RegExp(`releases 9000 MiB of GPU memory of its last run \\(pid ${first.pid}\\)`),
    );
    gpus.isSlow = false;
    const second = await untilAgent(connection, 'Model', ({ state, pid }) => state === 'ready' && pid !== first.pid);
    assert.equal(second.restarts, 1);
    assert.equal((await stack.processes()).length, 3, 'the old workers have ended');
  });

  it('ends what an earlier run has left on the GPU', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const connection = await start({
      Small: agent(0, ['gpu: required', 'vram_mb: 1000']),
      Large: { ...agent(1, ['gpu: required', 'vram_mb: 12000']), dependencies: ['Small'] },
    });
    await untilAgent(connection, 'Large', ({ state }) => state === 'ready');
    await connection.stop(['Large']);
    const orphan = stranger({ [STACK_VARIABLE]: stack.paths.stackId });
    gpus.hold(orphan, 0, 12_000);
    await new Promise((resolve) => setTimeout(resolve, 400)); // a look at the GPUs is good for 300 ms
    await connection.restart(['Large']);
    await untilAgent(connection, 'Large', ({ state }) => state === 'ready');
    assert.equal(
      (await stack.processes()).some(({ pid }) => pid === orphan),
      false,
    );
  });

  it('remembers who has which place when another supervisor takes over', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const agents = {
      Holder: agent(0, ['gpu: required', 'vram_mb: 12000']),
      Preferring: agent(1, ['gpu: preferred', 'vram_mb: 15000'], { FIXTURE_PRINT: 'CUDA_VISIBLE_DEVICES' }),
    };
    const connection = await start({ Holder: agents.Holder });
    const before = await untilAgent(connection, 'Holder', ({ state }) => state === 'ready');
    process.kill((await lockHolder(stack.paths.supervisorLock))!.pid, 'SIGKILL');
    stack.write(agents);
    const next = await stack.connect();
    await next.start();
    const holder = await untilAgent(next, 'Holder', ({ state }) => state === 'ready');
    assert.equal(holder.pid, before.pid);
    const other = await untilAgent(next, 'Preferring', ({ state }) => state === 'degraded');
    assert.match(other.reason ?? '', /GPU 0 has 4000 MiB left: agent Holder has 12000 MiB/);
  });

  it('shows what each agent holds', async () => {
    gpus = new PretendedGpus([{ totalMb: 16_000 }]);
    const connection = await start({ Model: agent(0, ['gpu: required', 'vram_mb: 4000'], gpus.allocating(3_500)) });
    const model = await untilAgent(connection, 'Model', ({ gpuMemoryMb }) => gpuMemoryMb !== null);
    assert.equal(model.gpuMemoryMb, 3_500);
    await connection.until(({ gpu }) => gpu.gpus[0]?.memoryUsedMb === 3_500, AbortSignal.timeout(10_000));
  });
});
