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

  async function fixedAs(path: string, text: string): Promise<string> {
    const workspace = await RuleWorkspace.create([rule], { [path]: text });
    return workspace.fixAll({ unsafe: true }).files[path] ?? '';
  }

  it('bounds the attempts of TypeScript and throws the last error', async () => {
    const loop = (head: string, clause: string, first: string, pause: string): string =>
      `async function f(client) {\n  ${head} {\n    try {\n      return await client.connect();\n    } catch ${clause}{\n${first}      await sleep(${pause});\n    }\n  }\n}\n`;
    const throws = (name: string): string => `      if (attempt === 9) throw ${name};\n`;
    const grown = 'Math.min(1000 * 2 ** attempt, 60_000) * (0.5 + Math.random() / 2)';
    const bounded = 'for (let attempt = 0; ; attempt++)';
    for (const head of ['while (true)', 'for (;;)']) {
      assert.equal(
        await fixedAs('a.ts', loop(head, '(problem) ', '', '1000')),
        loop(bounded, '(problem) ', throws('problem'), grown),
      );
      assert.equal(
        await fixedAs('a.ts', loop(head, '', '', '1000')),
        loop(bounded, '(error) ', throws('error'), grown),
      );
    }
    const taken = loop('while (true)', '(error) ', '', '1000').replace('f(client)', 'f(client, attempt)');
    assert.equal(await fixedAs('a.ts', taken), taken);
  });

  it('lets the pause of a bounded loop of TypeScript grow, in its own unit', async () => {
    const text = (pause: string): string =>
      `async function f(client) {\n  for (let attempt = 0; attempt < 5; attempt++) {\n    try {\n      return await client.connect();\n    } catch {\n      await new Promise((done) => setTimeout(done, ${pause}));\n    }\n  }\n}\n`;
    assert.equal(
      await fixedAs('a.ts', text('DELAY')),
      text('Math.min(DELAY * 2 ** attempt, 60_000) * (0.5 + Math.random() / 2)'),
    );
  });

  it('lets the pauses of Rust grow', async () => {
    const arm = (failed: string, before = ''): string =>
      `fn f() -> Link {\n    ${before}loop {\n        match connect() {\n            Ok(link) => return link,\n            Err(_) => ${failed},\n        }\n    }\n}\n`;
    const counter = 'let mut attempt: u32 = 0;\n    ';
    assert.equal(
      await fixedAs('a.rs', arm('sleep(ONE_SECOND)')),
      arm('{ attempt += 1; sleep(ONE_SECOND * 2u32.pow(attempt.min(6))) }', counter),
    );
    const block = (lines: string): string => `{\n                ${lines}\n            }`;
    assert.equal(
      await fixedAs('a.rs', arm(block('sleep(Duration::from_secs(1)).await;'))),
      arm(
        block('attempt += 1;\n                sleep(Duration::from_secs(1) * 2u32.pow(attempt.min(6))).await;'),
        counter,
      ),
    );
  });
});
