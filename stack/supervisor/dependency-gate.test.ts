import assert from 'node:assert/strict';
import type { AgentState } from '../protocol/snapshot';
import { dependencyGate } from './dependency-gate';

const agent = (name: string, state: AgentState, wanted = true) => ({ name, state, wanted });

describe('the gate in front of an agent', () => {
  it('opens when all it waits for answer, degraded ones included', () => {
    assert.equal(dependencyGate([]).kind, 'open');
    assert.equal(dependencyGate([agent('A', 'ready'), agent('B', 'degraded')]).kind, 'open');
  });

  it('tells waiting, where time will do, from blocked, where somebody has to', () => {
    for (const state of ['waiting', 'starting', 'backoff', 'unhealthy', 'stopping', 'stopped'] as const) {
      assert.deepEqual(dependencyGate([agent('A', state), agent('B', 'ready')]), {
        kind: 'waiting',
        reason: 'waits for A',
      });
    }
    for (const state of ['failed', 'blocked', 'orphaned'] as const) {
      const gate = dependencyGate([agent('A', 'starting'), agent('B', state)]);
      assert.deepEqual(gate, { kind: 'blocked', reason: `waits for B (${state})` });
    }
    assert.equal(dependencyGate([agent('A', 'stopped', false)]).kind, 'blocked');
  });
});
