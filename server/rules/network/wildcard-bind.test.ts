import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './wildcard-bind';

const BIND = 'import uvicorn\nuvicorn.run(app, host="0.0.0.0", port=8000)\n';

async function count(files: Record<string, string>): Promise<number> {
  return (await RuleWorkspace.create([rule], files)).findings('hub.py').length;
}

describe('wildcard-bind', () => {
  it('is silent where something stands in front of the agents', async () => {
    assert.equal(await count({ 'hub.py': BIND }), 1);
    for (const shield of [
      'Dockerfile',
      'deploy/docker-compose.yml',
      'Procfile',
      'charts/hub/Chart.yaml',
      'gpu.Dockerfile',
    ])
      assert.equal(await count({ 'hub.py': BIND, [shield]: 'x: 1\n' }), 0, shield);
    for (const other of ['compose_text.py', 'dockerfile_writer.py', 'docs/compose.md'])
      assert.equal(await count({ 'hub.py': BIND, [other]: '\n' }), 1, other);
  });

  it('is silent where every route but health has a guard', async () => {
    const app = (guard: string): string =>
      `from fastapi import FastAPI, Depends\nimport uvicorn\napp = FastAPI()\n@app.get("/health")\ndef health(): ...\n@app.post("/run"${guard})\ndef run(): ...\n${BIND}`;
    assert.equal(await count({ 'hub.py': app(', dependencies=[Depends(require_api_key)]') }), 0);
    assert.equal(await count({ 'hub.py': app('') }), 1);
  });

  const fixes: readonly [string, string][] = [
    ['s.bind(("", 80))', 's.bind((os.getenv("BIND_ADDRESS", "127.0.0.1"), 80))'],
    ['s.bind("tcp://*:5555")', "s.bind(f\"tcp://{os.getenv('BIND_ADDRESS', '127.0.0.1')}:5555\")"],
    ['s.bind(f"tcp://0.0.0.0:{port}")', "s.bind(f\"tcp://{os.getenv('BIND_ADDRESS', '127.0.0.1')}:{port}\")"],
  ];
  for (const [text, expected] of fixes) {
    it(`rewrites ${text}`, async () => {
      const workspace = await RuleWorkspace.create([rule], { 'hub.py': `import os\n${text}\n` });
      const [fix] = workspace.findings().flatMap((finding) => finding.fixes);
      assert.equal(fix?.safety, 'review');
      assert.equal(workspace.apply(fix.edits()).files['hub.py'], `import os\n${expected}\n`);
    });
  }
});
