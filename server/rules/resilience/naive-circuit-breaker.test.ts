import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './naive-circuit-breaker';

async function messages(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().map(({ message }) => message);
}

const breaker = (body: string): string =>
  `class CircuitBreaker:\n    def on_failure(self):\n        self.failures += 1\n${body}`;

describe('naive-circuit-breaker', () => {
  it('says what is missing', async () => {
    assert.match((await messages('a.py', breaker('')))[0] ?? '', /no half-open state.*no time after which/);
    assert.match(
      (await messages('a.py', breaker('        self.last_failure = time.time()\n')))[0] ?? '',
      /^[^,]*no half-open state: all callers return at once$/,
    );
    assert.match(
      (await messages('a.py', breaker('        self.state = State.HALF_OPEN\n')))[0] ?? '',
      /no time after which/,
    );
  });

  it('reads all parts of a breaker in Rust together', async () => {
    const state =
      'pub struct CircuitBreaker { failures: u32 }\nimpl CircuitBreaker {\n    fn fail(&mut self) { self.failures += 1; }\n}\n';
    assert.equal((await messages('src/a.rs', state)).length, 1);
    const rest =
      'impl CircuitBreaker {\n    fn probe(&self) -> bool { self.state == State::HalfOpen && self.opened_at.elapsed() > RESET }\n}\n';
    assert.deepEqual(await messages('src/a.rs', state + rest), []);
  });
});
