import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './health-probe-protocol';

const ZMQ = 'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\nsocket.bind("tcp://*:5555")\n';
const DOCKERFILE =
  'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK CMD curl -f http://localhost:5555/health || exit 1\nCMD ["python", "hub.py"]\n';

async function fixed(files: Readonly<Record<string, string>>, path: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], files);
  const [finding, ...others] = workspace.findings(path);
  assert.deepEqual(others, []);
  const after = workspace.apply(finding!.fixes[0]!.edits());
  assert.deepEqual(after.findings(path), []);
  return after.files[path] ?? '';
}

describe('health-probe-protocol', () => {
  it('asks the port that does answer HTTP', async () => {
    const web =
      '\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\nHTTPServer(("", 8080), BaseHTTPRequestHandler).serve_forever()\n';
    const text = await fixed({ Dockerfile: DOCKERFILE, 'hub.py': ZMQ + web }, 'Dockerfile');
    assert.match(text, /http:\/\/localhost:8080\/health/);
  });

  it('asks whether the port is open where nothing answers HTTP', async () => {
    const text = await fixed({ Dockerfile: DOCKERFILE, 'hub.py': ZMQ }, 'Dockerfile');
    assert.match(text, /^HEALTHCHECK CMD \["python3", "-c", ".*create_connection\(\('127\.0\.0\.1', 5555\), 3\)"\]$/m);
  });

  it('asks an image with its own client, in place of a block list', async () => {
    const compose =
      'services:\n  cache:\n    image: redis:7.4.1\n    healthcheck:\n      test:\n        - CMD\n        - curl\n        - http://localhost:6379\n      interval: 5s\n';
    const text = await fixed({ 'compose.yaml': compose }, 'compose.yaml');
    assert.match(text, /\["CMD", "redis-cli", "ping"\]\n {6}interval: 5s/);
  });

  it('asks the path that is answered', async () => {
    const api =
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {"status": "ok"}\n';
    const compose =
      'services:\n  api:\n    build: .\n    command: uvicorn api:app --port 8000\n    healthcheck:\n      test: curl -f http://localhost:8000/healthz || exit 1\n';
    const text = await fixed(
      { 'compose.yaml': compose, Dockerfile: 'FROM python:3.12\nCOPY . .\n', 'api.py': api },
      'compose.yaml',
    );
    assert.match(text, /localhost:8000\/health \|\|/);
  });

  it('follows the imports of the program that is started', async () => {
    const files = {
      Dockerfile: DOCKERFILE,
      'hub.py': 'from core.server import main\n\nmain()\n',
      'core/server.py': ZMQ,
    };
    assert.equal((await RuleWorkspace.create([rule], files)).findings('Dockerfile').length, 1);
  });

  it('says nothing of two programs in one container that it cannot tell apart', async () => {
    const web =
      'from http.server import BaseHTTPRequestHandler, HTTPServer\nHTTPServer(("", int(PORT)), BaseHTTPRequestHandler).serve_forever()\n';
    const files = {
      Dockerfile: DOCKERFILE.replace('5555', '8080').replace(
        'CMD ["python", "hub.py"]',
        'CMD python hub.py & python web.py',
      ),
      'hub.py': ZMQ,
      'web.py': web,
    };
    assert.deepEqual((await RuleWorkspace.create([rule], files)).findings('Dockerfile'), []);
  });

  it('reports in the file that writes the check, for the project that starts', async () => {
    const files = {
      'compose.yaml': 'services:\n  hub:\n    image: acme/hub:1.0.0\n    environment:\n      GRPC_PORT: 50051\n',
      'compose.override.yaml':
        'services:\n  hub:\n    healthcheck:\n      test: ["CMD", "curl", "http://localhost:50051/health"]\n',
    };
    const workspace = await RuleWorkspace.create([rule], files);
    assert.deepEqual(
      workspace.findings().map(({ uri }) => uri),
      [workspace.uri('compose.override.yaml')],
    );
  });
});
