import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readProcess } from '../machine/process-table';
import { isAlive, ownIdentity, signalProcess } from './identity';

describe('a process’s identity', () => {
  it('protects a process that got the pid of another', async () => {
    const child = spawn('sleep', ['30'], { stdio: 'ignore' });
    try {
      const { startTicks } = (await readProcess(child.pid!))!;
      const former = { pid: child.pid!, startTicks: `${startTicks}0` };
      assert.equal(await isAlive(former), false);
      assert.equal(await signalProcess(former, 'SIGKILL'), false);
      assert.equal(await isAlive({ pid: child.pid!, startTicks }), true);
      const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
      assert.equal(await signalProcess({ pid: child.pid!, startTicks }, 'SIGKILL'), true);
      assert.equal(await ended, 'SIGKILL');
      assert.equal(await isAlive({ pid: child.pid!, startTicks }), false);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is never its own target', async () => {
    assert.equal(await signalProcess(await ownIdentity(), 'SIGTERM'), false);
    assert.equal(await signalProcess({ pid: 1, startTicks: '0' }, 'SIGTERM'), false);
  });
});
