import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unvalidated-input';

const enabled = { ...rule, severity: 'information' as const };

async function count(path: string, text: string): Promise<number> {
  const workspace = await RuleWorkspace.create([enabled], { [path]: text });
  return workspace.findings().length;
}

describe('unvalidated-input', () => {
  it('is off unless asked for', () => assert.equal(rule.severity, 'off'));

  for (const [path, text] of [
    ['a.py', 'from flask import request\n\ndef f():\n    return request.json["x"]\n'],
    ['a.py', 'async def f(request):\n    data = await request.json()\n    return data["x"], data["y"]\n'],
    [
      'a.py',
      'import json\n\ndef f(tool_call):\n    arguments = json.loads(tool_call.function.arguments)\n    return run(arguments["path"])\n',
    ],
    ['a.ts', "app.post('/', (req, res) => { save(req.body.a); save(req.body.b); });\n"],
    ['a.ts', 'export const f = (toolCall: Call) => run(JSON.parse(toolCall.function.arguments).path);\n'],
  ] as const) {
    it(`reports ${JSON.stringify(text)} once`, async () => assert.equal(await count(path, text), 1));
  }

  for (const [path, text] of [
    ['a.py', 'from flask import request\n\ndef f():\n    return Say.model_validate(request.json).x\n'],
    ['a.py', 'async def f(request):\n    return Say(**await request.json())\n'],
    ['a.py', 'async def f(body: Say):\n    return body.x\n'],
    ['a.py', 'def f(response):\n    return response.json()["x"]\n'],
    ['a.ts', "app.post('/', (req, res) => save(Say.parse(req.body)));\n"],
    ['a.ts', "app.post('/', validate(Say), (req, res) => save(req.body));\n"],
    ['a.ts', 'export const f = (x: string) => JSON.parse(x);\n'],
  ] as const) {
    it(`passes over ${JSON.stringify(text)}`, async () => assert.equal(await count(path, text), 0));
  }
});
