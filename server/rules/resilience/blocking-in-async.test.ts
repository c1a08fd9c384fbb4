import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './blocking-in-async';

async function fixed(text: string, unsafe = false): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { 'a.py': text });
  return workspace.fixAll({ unsafe }).files['a.py'] ?? '';
}

describe('blocking-in-async', () => {
  const fixes: readonly [string, string, string][] = [
    [
      'a pause, with the import it needs',
      'import time\n\nasync def f():\n    time.sleep(1)\n',
      'import asyncio\nimport time\n\nasync def f():\n    await asyncio.sleep(1)\n',
    ],
    [
      'a pause in trio',
      'import time\nimport trio\n\nasync def f():\n    time.sleep(1)\n',
      'import time\nimport trio\n\nasync def f():\n    await trio.sleep(1)\n',
    ],
    [
      'a call whose answer is used at once',
      'import asyncio, requests\n\nasync def f(u):\n    return requests.get(u, timeout=5).json()\n',
      'import asyncio, requests\n\nasync def f(u):\n    return (await asyncio.to_thread(requests.get, u, timeout=5)).json()\n',
    ],
    [
      'a call over several lines',
      'import asyncio\nimport subprocess\n\nasync def f():\n    done = subprocess.run(\n        ["make"],\n        timeout=5,\n    )\n',
      'import asyncio\nimport subprocess\n\nasync def f():\n    done = await asyncio.to_thread(subprocess.run,\n        ["make"],\n        timeout=5,\n    )\n',
    ],
    [
      'a method without arguments',
      'import asyncio\nimport subprocess\n\nasync def f():\n    p = subprocess.Popen(["make"])\n    p.wait()\n',
      'import asyncio\nimport subprocess\n\nasync def f():\n    p = subprocess.Popen(["make"])\n    await asyncio.to_thread(p.wait)\n',
    ],
  ];
  for (const [title, before, after] of fixes) {
    it(`awaits ${title}`, async () => {
      assert.equal(await fixed(before, true), after);
      assert.equal(await fixed(after, true), after);
    });
  }

  it('moves nothing to a thread unseen', async () => {
    const text = 'import asyncio, requests\n\nasync def f(u):\n    requests.get(u, timeout=5)\n';
    assert.equal(await fixed(text), text);
  });

  it('awaits the twins that Node has', async () => {
    const server = (body: string): string =>
      `import fs from 'node:fs';\nimport bcrypt from 'bcrypt';\nimport express from 'express';\n\nexpress().get('/a', async (req, res) => {\n  ${body}\n});\n`;
    for (const [before, after] of [
      ["const a = fs.readFileSync('a', 'utf8');", "const a = await fs.promises.readFile('a', 'utf8');"],
      ["const a = fs.readFileSync('a', 'utf8').length;", "const a = (await fs.promises.readFile('a', 'utf8')).length;"],
      ['if (!bcrypt.compareSync(a, b)) return;', 'if (!(await bcrypt.compare(a, b))) return;'],
      ["res.send(JSON.parse(fs.readFileSync('a')));", "res.send(JSON.parse(await fs.promises.readFile('a')));"],
      ["f()\n  fs.readdirSync('a').map(g);", null],
    ] as const) {
      const workspace = await RuleWorkspace.create([rule], { 'src/server.ts': server(before) });
      const fixed = workspace.fixAll();
      assert.equal(fixed.files['src/server.ts'], server(after ?? before));
      assert.equal(fixed.findings('src/server.ts').length, after === null ? 1 : 0);
    }
  });
});
