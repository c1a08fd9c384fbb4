import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unbounded-retry';

async function fixed(text: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { 'a.py': text });
  return workspace.fixAll({ unsafe: true }).files['a.py'] ?? '';
}

describe('unbounded-retry', () => {
  it('bounds the attempts, raises the last error and lets the pause grow', async () => {
    const before =
      'import time\n\ndef f():\n    while True:\n        try:\n            return connect()\n        except OSError:\n            time.sleep(2)\n';
    const after =
      'import time\n\ndef f():\n    for attempt in range(10):\n        try:\n            return connect()\n        except OSError:\n            if attempt == 9:\n                raise\n            time.sleep(min(2 * 2**attempt, 60))\n';
    assert.equal(await fixed(before), after);
    assert.equal(await fixed(after), after);
  });

  it('lets the pause of a bounded loop grow by its own counter', async () => {
    const before =
      'import time\n\ndef f():\n    for i in range(5):\n        try:\n            return connect()\n        except OSError:\n            time.sleep(DELAY)\n';
    assert.equal(await fixed(before), before.replace('DELAY', 'min(DELAY * 2**i, 60)'));
  });

  it('changes nothing where the name of the counter is taken', async () => {
    const text =
      'import time\n\ndef f(attempt):\n    while True:\n        try:\n            return connect(attempt)\n        except OSError:\n            time.sleep(2)\n';
    assert.equal(await fixed(text), text);
  });
});
