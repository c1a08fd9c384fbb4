import assert from 'node:assert/strict';
import type { ProcessInfo } from '../machine/process-table';
import type { Clock } from './clock';
import { endFamily, type StopStep } from './end-family';
import { ProcessFamily } from './family';

/** A machine of simulated processes: each dies of the signals it is given to die of. */
class FakeMachine {
  time = 0;
  looks = 0;
  readonly sent: string[] = [];
  readonly family = new ProcessFamily('c', { pid: 10, startTicks: 't' });
  readonly #mortal = new Map<number, readonly string[]>();
  readonly clock: Clock = {
    now: () => this.time,
    wallTime: () => this.time,
    sleep: async (ms) => void (this.time += ms),
  };

  constructor(processes: Record<number, readonly string[]>) {
    for (const [pid, signals] of Object.entries(processes)) this.#mortal.set(Number(pid), signals);
  }

  /** What a look at the machine finds. */
  look(): void {
    this.family.update([...this.#mortal.keys()].map((pid) => ({ pid, startTicks: 't' }) as ProcessInfo));
  }

  end(steps: readonly StopStep[], withoutAsking = false) {
    return endFamily(this.family, {
      steps,
      withoutAsking,
      clock: this.clock,
      refresh: async () => {
        this.looks++;
        this.look();
      },
      isAlive: async ({ pid }) => this.#mortal.has(pid),
      signal: async ({ pid }, signal) => {
        if (!this.#mortal.has(pid)) return false;
        if (signal !== 'SIGCONT') this.sent.push(`${signal} ${pid}`);
        if (this.#mortal.get(pid)!.includes(signal)) this.#mortal.delete(pid);
        return true;
      },
    });
  }
}

const term: StopStep = { signal: 'SIGTERM', graceMs: 5_000 };

describe('ending the processes of an agent', () => {
  it('asks only the main process while it can end its workers itself', async () => {
    const machine = new FakeMachine({ 10: ['SIGTERM'] });
    assert.deepEqual(await machine.end([term]), []);
    assert.deepEqual(machine.sent, ['SIGTERM 10']);
    assert.ok(machine.time < 100);
  });

  it('kills at once what a main process that was struck down left behind', async () => {
    const machine = new FakeMachine({ 11: ['SIGKILL'], 12: ['SIGTERM', 'SIGKILL'] });
    assert.deepEqual(await machine.end([term], true), []);
    assert.deepEqual(machine.sent, ['SIGKILL 11', 'SIGKILL 12']);
    assert.ok(machine.time < 100);
  });

  it('does not wait for a look before it kills those it knows', async () => {
    const machine = new FakeMachine({ 11: ['SIGKILL'] });
    machine.look();
    assert.deepEqual(await machine.end([term], true), []);
    assert.deepEqual(machine.sent, ['SIGKILL 11']);
    assert.equal(machine.looks, 1);
    assert.equal(machine.time, 0);
  });

  it('asks workers that were left behind, then kills those that do not listen', async () => {
    const machine = new FakeMachine({ 10: ['SIGTERM'], 11: ['SIGTERM'], 12: ['SIGKILL'] });
    assert.deepEqual(await machine.end([term]), []);
    assert.deepEqual(machine.sent, ['SIGTERM 10', 'SIGTERM 11', 'SIGTERM 12', 'SIGKILL 12']);
  });

  it('goes through the agent’s own signals, each with its grace, before it kills', async () => {
    const machine = new FakeMachine({ 10: ['SIGKILL'] });
    await machine.end([
      { signal: 'SIGINT', graceMs: 3_000 },
      { signal: 'SIGTERM', graceMs: 2_000 },
    ]);
    assert.deepEqual(machine.sent, ['SIGINT 10', 'SIGTERM 10', 'SIGKILL 10']);
    assert.ok(machine.time >= 5_000 && machine.time < 5_500, String(machine.time));
  });

  it('sweeps what a dead main process left, at once', async () => {
    const machine = new FakeMachine({ 11: ['SIGTERM'], 12: ['SIGTERM'] });
    await machine.end([]);
    assert.deepEqual(machine.sent, ['SIGTERM 11', 'SIGTERM 12']);
  });

  it('gives up on what survives SIGKILL, and says what it is', async () => {
    const machine = new FakeMachine({ 10: [] });
    const left = await machine.end([{ signal: 'SIGTERM', graceMs: 100 }]);
    assert.deepEqual(
      left.map(({ pid }) => pid),
      [10],
    );
    assert.ok(machine.time < 15_000);
  });
});
