import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './debug-endpoint-exposed';

describe('debug-endpoint-exposed', () => {
  it('lets a variable turn debug mode on, in the style of the file', async () => {
    const text =
      "from flask import Flask\nimport os\n\nHOST = os.environ.get('HOST')\napp = Flask(__name__)\napp.run(host=HOST, debug=True)\n";
    const workspace = await RuleWorkspace.create([rule], { 'a.py': text });
    assert.equal(
      workspace.fixAll({ unsafe: true }).files['a.py'],
      text.replace('debug=True', "debug=os.environ.get('DEBUG') == '1'"),
    );
    assert.equal(workspace.fixAll().files['a.py'], text, 'to be reviewed');
  });

  it('tells the pages of one tool once', async () => {
    const text =
      'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/debug/a")\ndef a(): ...\n@app.get("/debug/b")\ndef b(): ...\n';
    assert.equal((await RuleWorkspace.create([rule], { 'a.py': text })).findings().length, 1);
  });

  it('leaves administration to unauthenticated-route where the project can tell who is asking', async () => {
    const text =
      'from fastapi import Depends, FastAPI\nfrom fastapi.security import HTTPBearer\napp = FastAPI()\n@app.post("/admin/restart")\ndef restart():\n    return 1\n';
    assert.deepEqual((await RuleWorkspace.create([rule], { 'a.py': text })).findings(), []);
  });

  it('is silent in modules that are compiled for debugging only', async () => {
    const text =
      'use axum::{routing::get, Router};\n#[cfg(debug_assertions)]\nfn debug_routes() -> Router {\n    Router::new().route("/debug", get(show))\n}\n';
    assert.deepEqual((await RuleWorkspace.create([rule], { 'src/main.rs': text })).findings(), []);
  });

  it('puts a route behind a variable of its kind, texts over several lines untouched', async () => {
    const before =
      'import os\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/metrics")\ndef metrics():\n    """All\nof them."""\n\n    return render()\n';
    const after =
      'import os\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\nif os.getenv("ENABLE_METRICS") == "1":\n    @app.get("/metrics")\n    def metrics():\n        """All\nof them."""\n\n        return render()\n';
    const workspace = await RuleWorkspace.create([rule], { 'gateway.py': before });
    const fixed = workspace.fixAll({ unsafe: true });
    assert.equal(fixed.files['gateway.py'], after);
    assert.deepEqual(fixed.findings('gateway.py'), []);
  });

  it('leaves routes alone that others use or that share their statement', async () => {
    for (const [path, text] of [
      ['gateway.py', 'app = FastAPI()\n\n@app.get("/metrics")\ndef metrics(): ...\n\nprint(metrics())\n'],
      ['gateway.py', 'class Api:\n    @app.get("/metrics")\n    def metrics(self): ...\n'],
      ['gateway.ts', "const app = express();\napp.get('/metrics', show).get('/users', list);\n"],
    ] as const) {
      const workspace = await RuleWorkspace.create([rule], { [path]: text });
      for (const { fixes } of workspace.findings(path)) assert.deepEqual(fixes, [], text);
    }
  });
});
