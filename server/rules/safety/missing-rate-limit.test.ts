import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './missing-rate-limit';

const enabled = { ...rule, severity: 'information' as const };

async function count(path: string, text: string, files: Readonly<Record<string, string>> = {}): Promise<number> {
  const workspace = await RuleWorkspace.create([enabled], { ...files, [path]: text });
  return workspace.findings(path).length;
}

describe('missing-rate-limit', () => {
  const app = 'from fastapi import FastAPI\n\napp = FastAPI()\n';

  it('is off unless asked for', async () => {
    assert.equal(rule.severity, 'off');
    assert.deepEqual((await RuleWorkspace.create([rule], { 'gateway.py': app })).findings(), []);
  });

  it('looks at what faces the outside', async () => {
    assert.equal(await count('api_gateway.py', app), 1);
    assert.equal(await count('memory.py', app), 0);
    assert.equal(await count('memory.py', 'from fastapi import FastAPI\n\napp = FastAPI(title="Public API")\n'), 1);
    assert.equal(await count('gateway.ts', "import Fastify from 'fastify';\nconst app = Fastify();\n"), 1);
  });

  it('takes any limiter, here or in another module', async () => {
    assert.equal(await count('gateway.py', `${app}limiter = build_limiter(app)\n`), 0);
    assert.equal(await count('gateway.py', app, { 'limits.py': 'from slowapi import Limiter\n' }), 0);
    assert.equal(
      await count(
        'gateway.ts',
        "import Fastify from 'fastify';\nimport rateLimit from '@fastify/rate-limit';\nconst app = Fastify();\nawait app.register(rateLimit);\n",
      ),
      0,
    );
  });
});
