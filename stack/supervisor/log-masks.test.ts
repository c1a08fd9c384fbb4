import assert from 'node:assert/strict';
import type { ComposedEnvironment } from '../environment/compose';
import { createMasker, MASK, type Masker } from '../logs/mask';
import type { PlannedAgent } from '../plan/launch-plan';
import type { AgentRun } from './agent-run';
import { LogMasks } from './log-masks';

const secret = (name: string) => ['secret', 'of', name].join('-');

describe("hiding secrets in an agent's log", () => {
  let value: string;
  const environment = (): ComposedEnvironment => ({ env: { TOKEN: value }, secretNames: ['TOKEN'], missing: [] });
  const life = (run: string | null, mask: Masker = createMasker([])) => ({
    name: 'Hub',
    plan: { fingerprint: 'entry' } as PlannedAgent,
    run: run === null ? null : ({ id: run } as AgentRun),
    mask,
  });

  it('knows the secret of an agent that has never run here', () => {
    value = secret('today');
    assert.equal(new LogMasks(environment).of(life(null))(`x ${value}`), `x ${MASK}`);
  });

  it('goes on hiding what earlier runs had, and what a run really got', () => {
    const masks = new LogMasks(environment);
    value = secret('first');
    masks.of(life('1', createMasker([secret('given')])));
    value = secret('second');
    const mask = masks.of(life('2', createMasker([value])));
    const text = ['first', 'given', 'second'].map(secret).join(' ');
    assert.equal(mask(text), `${MASK} ${MASK} ${MASK}`);
  });

  it('does with what it knows when the environment cannot be read', () => {
    const masks = new LogMasks(() => {
      throw new Error('.env cannot be read');
    });
    assert.equal(masks.of(life('1', createMasker([secret('run')])))(secret('run')), MASK);
  });

  it('takes no longer after many runs', () => {
    const masks = new LogMasks(environment);
    value = secret('x');
    for (let run = 0; run < 2000; run++) masks.of(life(String(run)));
    const mask = masks.of(life('last'));
    const started = performance.now();
    for (let line = 0; line < 1000; line++) mask('a line without any secret');
    assert.ok(performance.now() - started < 200);
  });

  it('asks once per run', () => {
    let asked = 0;
    const masks = new LogMasks(() => {
      asked++;
      return environment();
    });
    value = secret('x');
    const running = life('1');
    for (let time = 0; time < 5; time++) masks.of(running);
    assert.equal(asked, 1);
  });
});
