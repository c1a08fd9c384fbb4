import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownIdentity } from '../../stack/process/identity';
import { lockHolder } from '../../stack/rendezvous/lock';
import { bundleDirectory, eventually, freePorts, TestStack } from './harness';

describe('many starters at once', function () {
  this.timeout(90_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  async function start(count: number): Promise<string[]> {
    const bundles = await bundleDirectory();
    const starters = Array.from({ length: count }, () => runStarter(bundles));
    return Promise.all(starters);
  }

  function runStarter(bundles: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(bundles, 'starter.js'), stack.file, join(bundles, 'supervisor.js')], {
        env: stack.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, err] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.once('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`starter: ${code} ${err}`))));
    });
  }

  it('get one supervisor and one process per agent, with stale debris lying about', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Only: { port: port!, healthPort: healthPort! } });
    // A socket nobody listens on, a lock of a dead process, and one of a process whose pid belongs to another by now.
    mkdirSync(stack.paths.runtimeDirectory, { recursive: true, mode: 0o700 });
    writeFileSync(stack.paths.socket, '');
    leaveLock(stack.paths.startLock, { pid: 2 ** 22 - 3, startTicks: '1' });
    leaveLock(stack.paths.supervisorLock, { pid: process.pid, startTicks: `not ${(await ownIdentity()).startTicks}` });

    const pids = await start(24);
    assert.equal(new Set(pids).size, 1, `one supervisor, not ${[...new Set(pids)].join(', ')}`);
    assert.equal((await stack.processes()).length, 1);
    const starts = stack
      .supervisorLog()
      .split('\n')
      .filter((line) => line.includes(' supervising '));
    assert.equal(starts.length, 1);
  });

  it('do so again after the supervisor was killed with its socket and lock in place', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Only: { port: port!, healthPort: healthPort! } });
    const first = await stack.up();
    const [agent] = await stack.processes();
    process.kill(first.hello.pid, 'SIGKILL');
    await eventually(() => first.isClosed, 'the connection is lost');
    const pids = await start(8);
    assert.equal(new Set(pids).size, 1);
    assert.deepEqual(
      (await stack.processes()).map(({ pid }) => pid),
      [agent!.pid],
      'the agent was taken over, not started twice',
    );
  });

  it('of which one holds the lease: the stack ends with it, even by SIGKILL', async () => {
    const [port, healthPort] = await freePorts(2);
    stack = new TestStack({ Only: { port: port!, healthPort: healthPort! } });
    const bundles = await bundleDirectory();
    const child = spawn(
      process.execPath,
      [join(bundles, 'starter.js'), stack.file, join(bundles, 'supervisor.js'), 'lease'],
      { env: stack.environment, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    assert.equal((await stack.processes()).length, 1);
    child.kill('SIGKILL');
    await eventually(async () => (await stack.processes()).length === 0, 'the agent has ended');
    await eventually(async () => (await lockHolder(stack.paths.supervisorLock)) === null, 'the supervisor has ended');
  });
});

function leaveLock(path: string, owner: { pid: number; startTicks: string }): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'owner'), JSON.stringify(owner));
}
