import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { linkSignals } from './linked-signal';

describe('linked signals', () => {
  it('end with any of the others, for the same reason', () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const linked = linkSignals([first.signal, undefined, second.signal]);
    second.abort(new Error('why'));
    assert.equal((linked.signal.reason as Error).message, 'why');
    assert.equal(linked.isLate, false);
    assert.equal(linkSignals([second.signal]).signal.aborted, true);
  });

  it('end when their time is over, and say so', async () => {
    const linked = linkSignals([new AbortController().signal], 5);
    const keepAlive = setTimeout(() => undefined, 5_000); // their own timer does not
    await once(linked.signal, 'abort');
    clearTimeout(keepAlive);
    assert.equal(linked.isLate, true);
  });

  it('leave nothing behind in one that lives on', () => {
    const source = new AbortController();
    for (let round = 0; round < 100; round++) linkSignals([source.signal], 60_000).release();
    assert.equal(getEventListeners(source.signal, 'abort').length, 0);
    const released = linkSignals([source.signal]);
    released.release();
    source.abort();
    assert.equal(released.signal.aborted, false);
  });
});
