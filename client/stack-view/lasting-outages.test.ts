import assert from 'node:assert/strict';
import type { AgentState } from '@agent-preflight/stack/protocol/snapshot';
import { LastingOutages } from './lasting-outages';
import { stackEntry } from './stack-list';
import { agentSnapshot, declaredStack, stackSnapshot } from './testing';

describe('an outage in the tree', () => {
  let outages: LastingOutages;

  beforeEach(() => (outages = new LastingOutages(1000)));

  function show(now: number, state: AgentState, file = '/a.yaml') {
    const stack = stackEntry(declaredStack([], { file }), stackSnapshot([agentSnapshot('A', { state })]));
    const { stacks, nextAt } = outages.show([stack], now);
    return [stacks[0]?.agents[0]?.running?.state, nextAt];
  }

  it('is shown for its time, in its last state, when the agent comes back at once', () => {
    assert.deepEqual(show(0, 'ready'), ['ready', null]);
    assert.deepEqual(show(10, 'backoff'), ['backoff', null]);
    assert.deepEqual(show(20, 'starting'), ['starting', null]);
    assert.deepEqual(show(30, 'ready'), ['starting', 1010]);
    assert.deepEqual(show(1009, 'ready'), ['starting', 1010]);
    assert.deepEqual(show(1010, 'ready'), ['ready', null]);
  });

  it('is over when the agent is up if it has lasted longer', () => {
    show(0, 'degraded');
    show(10, 'unhealthy');
    assert.deepEqual(show(5000, 'starting'), ['starting', null]);
    assert.deepEqual(show(5001, 'ready'), ['ready', null]);
  });

  it('goes on, and does not begin anew, when the agent falls again while it is shown', () => {
    show(0, 'ready');
    show(10, 'backoff');
    show(20, 'ready');
    assert.deepEqual(show(30, 'failed'), ['failed', null]);
    assert.deepEqual(show(40, 'ready'), ['failed', 1010]);
    assert.deepEqual(show(1010, 'ready'), ['ready', null]);
  });

  it('is none when the agent has not been up before', () => {
    show(0, 'waiting');
    show(10, 'starting');
    assert.deepEqual(show(20, 'ready'), ['ready', null]);
  });

  it('is none when it goes from ready to degraded', () => {
    show(0, 'ready');
    assert.deepEqual(show(10, 'degraded'), ['degraded', null]);
  });

  it('is forgotten with its stack, and is no other stack’s', () => {
    show(0, 'ready');
    show(10, 'backoff');
    assert.deepEqual(show(20, 'ready', '/b.yaml'), ['ready', null]);
    assert.deepEqual(show(30, 'ready'), ['ready', null]);
  });

  it('leaves stacks that are well as they are', () => {
    const stack = stackEntry(declaredStack([]), stackSnapshot([agentSnapshot('A')]));
    assert.equal(outages.show([stack], 0).stacks[0], stack);
  });
});
