import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './degraded-health-status';

async function fixed(path: string, text: string): Promise<string | undefined> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  const [finding] = workspace.findings(path);
  assert.ok(finding, 'nothing was found');
  const [fix] = finding.fixes;
  assert.ok(fix, 'no fix is offered');
  const after = workspace.apply(fix.edits());
  assert.deepEqual(after.findings(path), []);
  return after.files[path];
}

describe('degraded-health-status', () => {
  const head =
    'from fastapi import FastAPI, status\nfrom fastapi.responses import JSONResponse\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n';

  it('keeps the way in which the status is written', async () => {
    const text = `${head}    return JSONResponse({"status": "degraded"}, status_code=status.HTTP_503_SERVICE_UNAVAILABLE)\n`;
    assert.match((await fixed('api.py', text)) ?? '', /status_code=status\.HTTP_200_OK\)/);
  });

  it('lets a condition count degraded in, and leaves errors where they were', async () => {
    const text = `${head}    state = "ok"\n    if slow():\n        state = "degraded"\n    if broken():\n        state = "error"\n    return JSONResponse({"status": state}, status_code=200 if state == "ok" else 503)\n`;
    assert.match((await fixed('api.py', text)) ?? '', /200 if state in \("ok", "degraded"\) else 503/);
  });

  it('turns a condition round that names what is wrong', async () => {
    const text = `${head}    state = "ok"\n    if slow():\n        state = "degraded"\n    if broken():\n        state = "error"\n    return JSONResponse({"status": state}, status_code=503 if state != "ok" else 200)\n`;
    assert.match((await fixed('api.py', text)) ?? '', /503 if state not in \("ok", "degraded"\) else 200/);
  });

  it('gives a returned dictionary a status, with the import that takes', async () => {
    const text =
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    if broken():\n        return {"status": "error", "parts": ["db"]}\n    return {"status": "ok"}\n';
    const after = (await fixed('api.py', text)) ?? '';
    assert.match(after, /return JSONResponse\(status_code=503, content=\{"status": "error", "parts": \["db"\]\}\)/);
    assert.match(after, /^from fastapi\.responses import JSONResponse$/m);
  });

  it('chooses the status by the word where the word is chosen', async () => {
    const text =
      "import express from 'express';\nconst app = express();\napp.get('/health', (req, res) => {\n  const status = broken() ? 'error' : 'ok';\n  res.json({ status });\n});\n";
    assert.match(
      (await fixed('server.ts', text)) ?? '',
      /res\.status\(status === 'error' \? 503 : 200\)\.json\(\{ status \}\)/,
    );
  });

  it('is silent where the status of an error is told by what the handler calls', async () => {
    const text = `${head}    return answer(build({"status": "error"}))\n`;
    assert.deepEqual((await RuleWorkspace.create([rule], { 'api.py': text })).findings(), []);
  });

  it('says nothing of a file that does not parse around the answer, and does not fail on it', async () => {
    const text = `${head}    return JSONResponse({"status": "degraded", status_code=503\n`;
    (await RuleWorkspace.create([rule], { 'api.py': text })).findings();
  });
});
