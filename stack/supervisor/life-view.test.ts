import assert from 'node:assert/strict';
import { changedView, stoppedView } from './life-view';

describe('what is seen of an agent’s life', () => {
  const waiting = changedView(stoppedView(1_000), { state: 'waiting', reason: 'waits for A' }, 2_000);

  it('moves its time with the state alone', () => {
    assert.equal(waiting.since, 2_000);
    assert.equal(changedView(waiting, { reason: 'waits for A, B' }, 3_000).since, 2_000);
  });

  it('is the same where nothing changes, so that nobody is told', () => {
    assert.equal(changedView(waiting, { state: 'waiting', reason: 'waits for A' }, 3_000), waiting);
  });

  it('tells of a next attempt only while there will be one', () => {
    const backoff = changedView(waiting, { state: 'backoff', retryAt: 9_000 }, 3_000);
    assert.equal(backoff.retryAt, 9_000);
    assert.equal(changedView(backoff, { state: 'starting' }, 4_000).retryAt, null);
  });
});
