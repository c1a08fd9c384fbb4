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
});
