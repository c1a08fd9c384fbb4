import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterEnd, DEFAULT_RESTART_POLICY, EARLY_EXIT_MS, PROVEN_MS } from './restart-policy';

const policy = DEFAULT_RESTART_POLICY;
const crash = { upMs: 0, lifeMs: 100, exitCode: 1 };

describe('the restart policy', () => {
  it('waits at most twice as long each time, at random, and gives up in the end', () => {
    let attempt = 0;
    for (let round = 1; round <= policy.attempts; round++) {
      const decision = afterEnd('always', crash, attempt, 0.999, policy);
      assert.ok(decision.kind === 'retry');
      assert.equal(decision.attempt, round);
      assert.ok(decision.delayMs <= policy.firstDelayMs * 2 ** (round - 1));
      attempt = decision.attempt;
    }
    const last = afterEnd('always', crash, attempt, 0.5, policy);
    assert.ok(last.kind === 'give-up');
    assert.match(last.reason, /crash loop/);
  });

  it('never waits longer than the bound, whatever the attempt', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const decision = afterEnd('always', crash, attempt, random, { ...policy, attempts: 100 });
          return decision.kind === 'retry' && decision.delayMs >= 0 && decision.delayMs <= policy.longestDelayMs;
        },
      ),
    );
  });

  it('forgets earlier ends after a stable minute, but not after less', () => {
    const stable = afterEnd('always', { ...crash, upMs: policy.stableMs }, policy.attempts, 0.5, policy);
    assert.deepEqual(stable.kind === 'retry' && stable.attempt, 1);
    assert.equal(
      afterEnd('always', { ...crash, upMs: policy.stableMs - 1 }, policy.attempts, 0.5, policy).kind,
      'give-up',
    );
  });

  it('restarts at once what had been ready for a while, but only the first time', () => {
    const proven = { ...crash, upMs: PROVEN_MS };
    assert.deepEqual(afterEnd('always', proven, 0, 0.9), { kind: 'retry', delayMs: 0, attempt: 1 });
    const second = afterEnd('always', proven, 1, 0.9);
    assert.ok(second.kind === 'retry' && second.delayMs > 0);
    const unproven = afterEnd('always', { ...crash, upMs: PROVEN_MS - 1 }, 0, 0.9);
    assert.ok(unproven.kind === 'retry' && unproven.delayMs > 0);
  });

  it('takes exit code 0 right after the start for a crash, and later for the end of a job', () => {
    const early = { upMs: 0, lifeMs: EARLY_EXIT_MS - 1, exitCode: 0 };
    const late = { upMs: 0, lifeMs: EARLY_EXIT_MS, exitCode: 0 };
    assert.equal(afterEnd('on-failure', early, 0, 0.5).kind, 'retry');
    assert.equal(afterEnd('on-failure', late, 0, 0.5).kind, 'finished');
    assert.equal(afterEnd('always', late, 0, 0.5).kind, 'retry');
    assert.equal(afterEnd('never', early, 0, 0.5).kind, 'give-up');
    assert.equal(afterEnd('never', late, 0, 0.5).kind, 'finished');
  });
});
