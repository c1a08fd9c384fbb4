import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './nonstandard-health-path';

const API =
  'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/healthz")\ndef health():\n    return {"status": "ok"}\n';
const DOCKERFILE =
  'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK CMD curl -f http://localhost:8000/healthz || exit 1\nCMD ["uvicorn", "api:app"]\n';
const COMPOSE =
  'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/healthz"]\n  other:\n    build: ./other\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:9000/healthz"]\n';

describe('nonstandard-health-path', () => {
  it('changes the route together with the probes of the containers that start it, and no others', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'api.py': API,
      Dockerfile: DOCKERFILE,
      'compose.yaml': COMPOSE,
    });
    const [finding] = workspace.findings('api.py');
    const after = workspace.apply(finding!.fixes[0]!.edits());
    assert.match(after.files['api.py'] ?? '', /@app\.get\("\/health"\)/);
    assert.match(after.files['Dockerfile'] ?? '', /localhost:8000\/health \|\|/);
    assert.match(after.files['compose.yaml'] ?? '', /localhost:8000\/health"/);
    assert.match(after.files['compose.yaml'] ?? '', /localhost:9000\/healthz"/);
    assert.deepEqual(after.findings('api.py'), []);
  });

  it('changes the route along when it is fixed at the probe', async () => {
    const workspace = await RuleWorkspace.create([rule], { 'api.py': API, Dockerfile: DOCKERFILE });
    const [fix] = workspace.findings('Dockerfile')[0]!.fixes;
    assert.equal(fix?.safety, 'safe');
    const after = workspace.apply(fix.edits());
    assert.deepEqual(after.findings(), []);
  });

  it('leaves a probe to a review where the program cannot be found', async () => {
    const workspace = await RuleWorkspace.create([rule], { Dockerfile: DOCKERFILE });
    assert.equal(workspace.findings('Dockerfile')[0]?.fixes[0]?.safety, 'review');
  });

  it('leaves the route to a review where other code asks for the old path', async () => {
    const client = 'import requests\n\n\ndef ok(base):\n    return requests.get(f"{base}/healthz", timeout=2).ok\n';
    const workspace = await RuleWorkspace.create([rule], { 'api.py': API, 'client.py': client });
    assert.equal(workspace.findings('api.py')[0]?.fixes[0]?.safety, 'review');
  });

  for (const [what, path, text] of [
    ['a probe of Kubernetes', 'k8s/api.yaml', 'livenessProbe:\n  httpGet:\n    path: /healthz\n    port: 8000\n'],
    ['a script', 'scripts/wait.sh', 'until curl -sf "http://api:8000/healthz"; do sleep 1; done\n'],
    ['a proxy', 'nginx/api.conf', 'location = /healthz { proxy_pass http://api:8000/healthz; }\n'],
    ['a service of systemd', 'api.service', '[Service]\nExecStartPost=/usr/bin/curl http://127.0.0.1:8000/healthz\n'],
    ['a container nobody knows the program of', 'compose.yaml', COMPOSE.replace('build: .', 'image: api')],
  ] as const)
    it(`leaves the route to a review where ${what} asks for the old path`, async () => {
      const workspace = await RuleWorkspace.create([rule], { 'api.py': API, [path]: text });
      assert.equal(workspace.findings('api.py')[0]?.fixes[0]?.safety, 'review');
    });

  it('is safe where everybody who asks is changed along, and others ask themselves', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'api.py': API,
      Dockerfile: DOCKERFILE,
      'compose.yaml': COMPOSE,
      'other/Dockerfile': 'FROM python:3.12\nCOPY . .\nCMD ["python", "other.py"]\n',
      'other/other.py': 'print("other")\n',
      'notes.md': 'It answers `/healthz`.\n',
      'k8s/worker.yaml': 'livenessProbe:\n  httpGet:\n    path: /livez\n',
    });
    assert.equal(workspace.findings('api.py')[0]?.fixes[0]?.safety, 'safe');
  });

  it('knows a router by the prefix that another file puts it under', async () => {
    const router =
      'from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get("/status")\ndef status():\n    return {"status": "ok"}\n';
    const main = (prefix: string): string =>
      `from fastapi import FastAPI\n\nfrom routers import jobs\n\napp = FastAPI()\napp.include_router(jobs.router, prefix="${prefix}")\n`;
    const told = async (prefix: string): Promise<string[]> => {
      const workspace = await RuleWorkspace.create([rule], { 'routers/jobs.py': router, 'main.py': main(prefix) });
      return workspace.findings('routers/jobs.py').map(({ message }) => /at (\/\S+) here/.exec(message)?.[1] ?? '');
    };
    assert.deepEqual(await told('/jobs'), []);
    assert.deepEqual(await told('/health'), []);
    assert.deepEqual(await told('/api/v1'), ['/api/v1/status']);
    assert.deepEqual(await told(''), ['/status']);
  });

  it('goes by the standard of the configuration', async () => {
    const configuration = { ...DEFAULT_CONFIGURATION, healthPath: '/healthz' };
    const other = API.replace('/healthz', '/health');
    const workspace = await RuleWorkspace.create([rule], { 'api.py': API, 'other.py': other }, configuration);
    assert.deepEqual(workspace.findings('api.py'), []);
    const [finding] = workspace.findings('other.py');
    assert.match(workspace.apply(finding!.fixes[0]!.edits()).files['other.py'] ?? '', /"\/healthz"/);
  });

  it('keeps the prefix of a path', async () => {
    const text = API.replace('/healthz', '/api/v1/health_check');
    const workspace = await RuleWorkspace.create([rule], { 'api.py': text });
    const [finding] = workspace.findings('api.py');
    assert.match(workspace.apply(finding!.fixes[0]!.edits()).files['api.py'] ?? '', /"\/api\/v1\/health"/);
  });
});
