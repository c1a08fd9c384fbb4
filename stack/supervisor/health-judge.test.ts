import assert from 'node:assert/strict';
import {
  DEFAULT_HEALTH_POLICY,
  newHealth,
  observe,
  resumedHealth,
  type Health,
  type Observation,
} from './health-judge';

const policy = DEFAULT_HEALTH_POLICY;
const good: Observation = { verdict: 'good' };
const bad: Observation = { verdict: 'bad' };
const open: Observation = { verdict: 'partial', settlesAs: 'good' };

/** Plays observations, each after the wait the judge asked for; returns the health after each, and the clock. */
function play(start: Health, observations: readonly Observation[], from = 0) {
  let now = from;
  let health = start;
  const steps = observations.map((observation) => {
    now += health.nextDelayMs;
    health = observe(health, observation, now, policy, 0.5);
    return { health, now };
  });
  return { steps, health, now };
}

describe('the judgement of health', () => {
  it('asks a starting agent soon and then ever more slowly, up to once a second', () => {
    const { steps } = play(newHealth(0), Array<Observation>(20).fill(bad));
    const delays = steps.map(({ health }) => health.nextDelayMs);
    assert.ok(delays[0]! < 50);
    assert.ok(delays.every((delay, index) => index === 0 || delay >= delays[index - 1]!));
    assert.equal(delays.at(-1), 1000);
    assert.ok(steps.every(({ health }) => health.state === 'starting'));
  });

  it('calls an agent unhealthy that has not answered in its start period, and lets it recover', () => {
    const late = observe(newHealth(0), bad, policy.startPeriodMs, policy, 0.5);
    assert.equal(late.state, 'unhealthy');
    assert.equal(observe(late, good, policy.startPeriodMs + 1000, policy, 0.5).state, 'ready');
  });

  it('asks three times more, quickly, before an agent that was up is unhealthy', () => {
    const up = observe(newHealth(0), good, 100, policy, 0.5);
    const { steps } = play(up, [bad, bad, bad, bad], 100);
    assert.deepEqual(
      steps.map(({ health }) => health.state),
      ['ready', 'ready', 'ready', 'unhealthy'],
    );
    assert.ok(steps[3]!.now - steps[0]!.now < 1000, 'the re-probes take less than a second');
  });

  it('forgets failures after one good answer, so that flapping is no illness', () => {
    const up = observe(newHealth(0), good, 100, policy, 0.5);
    const flapping = Array.from({ length: 40 }, (_, index) => (index % 3 === 2 ? good : bad));
    assert.ok(play(up, flapping, 100).steps.every(({ health }) => health.state === 'ready'));
  });

  it('takes "accepts connections" for ready only after a while, and at once when that is all that was asked', () => {
    const early = observe(newHealth(0), open, 100, policy, 0.5);
    assert.equal(early.state, 'starting');
    assert.equal(observe(early, open, 100 + policy.settleMs, policy, 0.5).state, 'ready');
    assert.equal(observe(newHealth(0), { ...open, final: true }, 100, policy, 0.5).state, 'ready');
    const interrupted = observe(observe(early, bad, 200, policy, 0.5), open, 100 + policy.settleMs, policy, 0.5);
    assert.equal(interrupted.state, 'starting', 'the wait begins anew');
  });

  it('settles as degraded where that is what the half answer amounts to', () => {
    const elsewhere: Observation = { verdict: 'partial', settlesAs: 'degraded' };
    const early = observe(newHealth(0), elsewhere, 0, policy, 0.5);
    assert.equal(observe(early, elsewhere, policy.settleMs, policy, 0.5).state, 'degraded');
    assert.equal(observe(early, good, 50, policy, 0.5).state, 'ready');
  });

  it('asks for a restart only after the patience is over', () => {
    const { steps } = play(resumedHealth(0), Array<Observation>(60).fill(bad));
    const unhealthyAt = steps.find(({ health }) => health.state === 'unhealthy')!.now;
    const due = steps.find(({ health }) => health.restartDue)!;
    assert.ok(due.now - unhealthyAt >= policy.unhealthyPatienceMs);
    assert.ok(due.now - unhealthyAt < policy.unhealthyPatienceMs + 1500);
  });

  it('gives an agent that was up before its supervisor died no second start period', () => {
    assert.equal(play(resumedHealth(0), [bad, bad, bad, bad]).health.state, 'unhealthy');
  });

  it('spreads the probes of many agents over a fifth of the interval', () => {
    const at = (random: number) => observe(newHealth(0), good, 0, policy, random).nextDelayMs;
    assert.ok(at(0) >= policy.intervalMs * 0.8 && at(0.999) <= policy.intervalMs * 1.2 && at(0) < at(0.999));
  });
});
