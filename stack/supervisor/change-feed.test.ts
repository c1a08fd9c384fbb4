import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyChange } from '../protocol/apply-change';
import type { AgentSnapshot, AgentState, StackSnapshot } from '../protocol/snapshot';
import { ChangeFeed } from './change-feed';

function snapshot(agents: readonly [string, AgentState][], state: StackSnapshot['state'] = 'ready'): StackSnapshot {
  return {
    state,
    revision: 0,
    agents: agents.map(([name, agentState]) => ({ name, state: agentState }) as AgentSnapshot),
  } as unknown as StackSnapshot;
}

describe('the feed of changes', () => {
  it('says nothing when nothing changed, and only what did', () => {
    const feed = new ChangeFeed();
    feed.next(
      snapshot([
        ['A', 'ready'],
        ['B', 'ready'],
      ]),
    );
    assert.equal(
      feed.next(
        snapshot([
          ['A', 'ready'],
          ['B', 'ready'],
        ]),
      ),
      null,
    );
    const change = feed.next(
      snapshot([
        ['A', 'ready'],
        ['B', 'failed'],
      ]),
    )!;
    assert.deepEqual(
      change.agents.map(({ name }) => name),
      ['B'],
    );
    assert.equal(change.stack, null);
    assert.equal(change.order, null);
  });

  it('gives a client that applies every change exactly the snapshot the supervisor has', () => {
    const states = fc.constantFrom<AgentState>('ready', 'failed', 'stopped');
    const agents = fc.uniqueArray(fc.tuple(fc.constantFrom('A', 'B', 'C', 'D'), states), {
      selector: ([name]) => name,
    });
    const snapshots = fc.array(fc.tuple(agents, fc.constantFrom('ready', 'failed')), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(snapshots, (sequence) => {
        const feed = new ChangeFeed();
        let client: StackSnapshot | null = null;
        for (const [list, state] of sequence) {
          const now = snapshot(list, state);
          const change = feed.next(now);
          if (!client) client = feed.last!;
          else if (change) client = applyChange(client, change);
          assert.deepEqual({ ...client, revision: 0 }, { ...now, revision: 0 });
          assert.equal(client.revision, feed.last!.revision);
        }
      }),
    );
  });
});
