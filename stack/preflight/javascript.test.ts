import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedAgent } from '../plan/launch-plan';
import { checkJavaScript } from './javascript';

describe('scripts for Node', () => {
  const root = mkdtempSync(join(tmpdir(), 'javascript-'));
  after(() => rmSync(root, { recursive: true, force: true }));

  function agent(name: string, file: string, text: string, required = true): PlannedAgent {
    const script = join(root, file);
    writeFileSync(script, text);
    return { name, script, required, command: [process.execPath, script] } as unknown as PlannedAgent;
  }

  it('that do not parse are named with their line, and nothing of them is run', async () => {
    const marker = join(root, 'ran');
    const issues = await checkJavaScript([
      agent(
        'Good',
        'good.mjs',
        `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(marker)}, '');\n`,
      ),
      agent('Broken', 'broken.js', 'const a = 1;\n\nconst b = ;\n'),
      agent('Optional', 'broken.cjs', 'module.exports = {\n', false),
      agent('Other', 'agent.py', 'def (:\n'),
    ]);
    assert.deepEqual(
      issues.map(({ agent: name, severity, code, line }) => [name, severity, code, line]),
      [
        ['Broken', 'error', 'syntax', 3],
        ['Optional', 'warning', 'syntax', 2],
      ],
    );
    assert.match(issues[0]!.message, /broken\.js does not parse: Unexpected token ';'/);
    assert.throws(() => rmSync(marker), 'it was not run');
  });
});
