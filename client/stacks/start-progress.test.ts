import assert from 'node:assert/strict';
import type { AgentState } from '@agent-preflight/stack/protocol/snapshot';
import { agentSnapshot, stackSnapshot } from '../stack-view/testing';
import { startProgress } from './start-progress';

function progress(states: Readonly<Record<string, AgentState>>, names = Object.keys(states)) {
  const agents = Object.entries(states).map(([name, state]) => agentSnapshot(name, { state }));
  return startProgress(stackSnapshot(agents), names);
}

describe('the progress of a start', () => {
  it('names what takes the time and not what waits for it', () => {
    const state = progress({ A: 'ready', B: 'starting', C: 'waiting', D: 'backoff' });
    assert.equal(state.message, '1/4 ready, on the way: B, D');
    assert.equal(state.settled, false);
  });

  it('is over when all are up, degraded ones included', () => {
    const state = progress({ A: 'ready', B: 'degraded' });
    assert.deepEqual([state.settled, state.up, state.failed.length], [true, 2, 0]);
  });

  it('is over, and says who, when the rest will not come up', () => {
    const state = progress({ A: 'ready', B: 'failed', C: 'blocked' });
    assert.equal(state.settled, true);
    assert.deepEqual(
      state.failed.map(({ name }) => name),
      ['B', 'C'],
    );
  });

  it('is over when somebody else stops the stack meanwhile', () => {
    assert.equal(progress({ A: 'stopped', B: 'stopping' }).settled, true);
  });

  it('looks at the agents it is asked about only', () => {
    assert.equal(progress({ A: 'ready', B: 'starting' }, ['A']).settled, true);
  });
});
