import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachOrStart } from '../../stack/attach/attach';
import type { StackConnection } from '../../stack/attach/stack-connection';
import { lockHolder } from '../../stack/rendezvous/lock';
import { stackPaths } from '../../stack/rendezvous/stack-paths';
import { CliProcess } from './cli-harness';
import { agentOf, fixtures, freePorts, TestStack, untilAgent } from './harness';

/** The address of the other machine: loopback has as many as one likes. */
const PC2 = '127.0.0.2';

describe('a dependency on another machine’s agent', function () {
  this.timeout(60_000);
  let stack: TestStack;
  let second: string;
  let other: StackConnection | null = null;

  async function project(environment: NodeJS.ProcessEnv, ...hubLines: string[]): Promise<[number, number]> {
    const [port, healthPort, hub] = await freePorts(3);
    stack = new TestStack(
      {
        Hub: {
          healthPort: hub!,
          dependencies: ['Registry'],
          environment: { FIXTURE_PRINT: 'REGISTRY_HOST' },
          extra: hubLines,
        },
      },
      environment,
    );
    second = join(stack.directory, 'pc2', 'startup.yaml');
    mkdirSync(join(stack.directory, 'pc2'));
    const lines = [
      'pc2_services:',
      '  - name: Registry',
      `    script_path: ${join(fixtures, 'agent.py')}`,
      `    port: ${port}`,
      `    health_check_port: ${healthPort}`,
      `    env_vars: {FIXTURE_HOST: ${PC2}}`,
      '',
    ];
    writeFileSync(second, lines.join('\n'));
    writeFileSync(join(stack.directory, '.agent-preflight.yaml'), `stack: {machines: {pc-2: {host: ${PC2}}}}\n`);
    return [port!, healthPort!];
  }

  const startOther = async () => {
    other = await attachOrStart(second, await stack.options());
    await other.start();
    await untilAgent(other, 'Registry', ({ state }) => state === 'ready');
  };

  afterEach(async () => {
    await other?.shutdown().catch(() => undefined);
    other?.dispose();
    other = null;
    const holder = await lockHolder(stackPaths(second, stack.environment).supervisorLock);
    if (holder) process.kill(holder.pid, 'SIGKILL');
    await stack.clean();
  });

  it('is waited for where it is, with the reason named, and never started', async () => {
    const [port] = await project({});
    const connection = await stack.connect();
    await connection.start();
    const told = new RegExp(`^waits for Registry on pc2 \\(127\\.0\\.0\\.2:${port} refuses connections\\)$`);
    await untilAgent(connection, 'Hub', ({ state, reason }) => state === 'waiting' && told.test(reason ?? ''));
    const [remote] = connection.snapshot().remotes ?? [];
    assert.deepEqual(
      [remote?.name, remote?.machine, remote?.address, remote?.state],
      ['Registry', 'pc2', `${PC2}:${port}`, 'unreachable'],
    );
    const status = await CliProcess.run(['status', 'startup.yaml'], {
      cwd: stack.directory,
      env: { ...stack.environment, NO_COLOR: '1' },
    });
    assert.match(status.stdout, /^Registry\s+unreachable\s+pc2.*refuses connections/m);

    await startOther();
    await untilAgent(connection, 'Hub', ({ state }) => state === 'ready');
    const snapshot = await connection.until(({ remotes }) => remotes?.[0]?.state === 'ready');
    assert.deepEqual(agentOf(snapshot, 'Hub').remoteDependencies, ['Registry']);
    assert.ok(!snapshot.agents.some(({ name }) => name === 'Registry'), 'the other machine’s own affair');
    assert.match((await connection.logs('Hub')).lines.join('\n'), /value 127\.0\.0\.2/, 'agents are told where it is');
  });

  it('is found by <AGENT>_HOST as well, which wins over the configuration', async () => {
    const [port] = await project({ REGISTRY_HOST: '127.0.0.3' });
    const connection = await stack.connect();
    await connection.start();
    const waiting = await untilAgent(connection, 'Hub', ({ reason }) => /refuses/.test(reason ?? ''));
    assert.match(waiting.reason ?? '', new RegExp(`127\\.0\\.0\\.3:${port} `));
  });

  it('holds nobody back while nobody knows where it is, which is told', async () => {
    await project({});
    writeFileSync(join(stack.directory, '.agent-preflight.yaml'), 'stack: {}\n');
    const connection = await stack.up();
    await untilAgent(connection, 'Hub', ({ state }) => state === 'ready');
    const told = connection.snapshot().issues.map(({ message }) => message);
    assert.match(told.join('\n'), /without stack\.machines\.pc2\.host or REGISTRY_HOST nobody knows where/);
    await startOther(); // the clean-up expects one
  });
});
