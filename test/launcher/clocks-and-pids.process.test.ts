import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadDefinition } from '../../stack/supervisor/load-definition';
import { StackSupervisor } from '../../stack/supervisor/stack-supervisor';
import { systemClock } from '../../stack/process/clock';
import type { SavedState } from '../../stack/rendezvous/state-file';
import { agentOf, eventually, freePorts, TestStack, untilAgent } from './harness';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('what a supervisor believes', function () {
  this.timeout(60_000);
  let stack: TestStack;
  afterEach(() => stack.clean());

  async function upOne(environment: Record<string, string> = {}) {
    const [port, health] = (await freePorts(2)) as [number, number];
    stack = new TestStack({ Agent: { port, healthPort: health, environment } });
    return stack.connect();
  }

  /** Kills the supervisor and has its state say something else about the agent. */
  async function killAndRewrite(
    pid: number,
    change: (run: NonNullable<SavedState['agents'][number]['run']>) => object,
  ) {
    process.kill(pid, 'SIGKILL');
    await eventually(() => !readsAlive(pid), 'the supervisor is dead');
    const state = JSON.parse(readFileSync(stack.paths.stateFile, 'utf8')) as SavedState;
    const agents = state.agents.map((agent) => ({
      ...agent,
      run: agent.run && { ...agent.run, ...change(agent.run) },
    }));
    writeFileSync(stack.paths.stateFile, JSON.stringify({ ...state, agents }));
  }

  for (const [when, offset] of [
    ['forward', DAY_MS],
    ['back', -DAY_MS],
  ] as const) {
    it(`does not depend on the clock, set ${when} by a day while agents run`, async () => {
      const [port, health] = (await freePorts(2)) as [number, number];
      stack = new TestStack({ Agent: { port, healthPort: health } });
      let jump = 0;
      const supervisor = new StackSupervisor({
        paths: stack.paths,
        load: loadDefinition,
        environment: stack.environment,
        clock: { ...systemClock, wallTime: () => Date.now() + jump },
        health: { intervalMs: 100 },
        log: () => undefined,
      });
      await supervisor.open();
      await supervisor.start({});
      const agent = () => agentOf(supervisor.snapshot(), 'Agent');
      await eventually(() => agent().state === 'ready', 'the agent is ready');
      const { pid } = agent();
      jump = offset;
      await new Promise((resolve) => setTimeout(resolve, 500)); // several probes
      assert.deepEqual([agent().state, agent().pid, agent().restarts], ['ready', pid, 0]);
      process.kill(pid!, 'SIGKILL');
      await eventually(() => agent().restarts === 1 && agent().state === 'ready', 'it is started again');
      await supervisor.close(true);
      assert.deepEqual(await stack.processes(), []);
    });
  }

  it('gives an agent that was still loading its time, though the clock was set meanwhile', async () => {
    const first = await upOne({ FIXTURE_SLOW_START: '4' });
    await first.start();
    const { pid } = await untilAgent(first, 'Agent', (agent) => agent.state === 'starting' && agent.pid !== null);
    await killAndRewrite(first.hello.pid, ({ startedAt }) => ({ startedAt: startedAt - DAY_MS }));
    const second = await stack.connect();
    const ready = await untilAgent(second, 'Agent', ({ state }) => state === 'ready');
    assert.deepEqual([ready.pid, ready.restarts], [pid, 0]);
  });

  it('never touches a process that has got the number of one of its agents', async () => {
    const first = await upOne();
    await first.start();
    const agent = await untilAgent(first, 'Agent', ({ state }) => state === 'ready');
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(stranger, 'spawn');
    try {
      // The number of the stranger, and the start of the agent: what a machine that has been round all numbers shows.
      await killAndRewrite(first.hello.pid, ({ leader }) => ({ leader: leader && { ...leader, pid: stranger.pid } }));
      process.kill(agent.pid!, 'SIGKILL');
      const second = await stack.connect();
      await second.start();
      const again = await untilAgent(second, 'Agent', ({ state }) => state === 'ready');
      assert.notEqual(again.pid, stranger.pid);
      await second.restart(['Agent']);
      await untilAgent(second, 'Agent', ({ state, pid }) => state === 'ready' && pid !== again.pid);
      await second.shutdown();
      assert.deepEqual([stranger.exitCode, stranger.signalCode], [null, null], 'the stranger lives');
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

function readsAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
