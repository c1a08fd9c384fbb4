import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackDefinition } from '../definition/read';
import { planStack } from '../plan/plan-stack';
import type { PreflightIssue } from './issue';
import { checkModels } from './models';

describe('models before a start', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-models-'));
    mkdirSync(join(root, 'config'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** @param agents entries in the flow style of YAML, by name. */
  async function look(models: Record<string, object>, agents: Record<string, string>): Promise<PreflightIssue[]> {
    const file = join(root, 'config', 'startup.yaml');
    const lines = Object.entries(agents).map(([name, entry]) => `  ${name}: { script_path: a.py, ${entry} }`);
    const text = ['agents:', ...lines, ''].join('\n');
    writeFileSync(join(root, 'models.yaml'), JSON.stringify({ models }));
    const definition = readStackDefinition({ file, text });
    const environment = { AGENT_PREFLIGHT_MODELS: join(root, 'store'), HOME: root };
    const { agents: planned } = planStack(definition, { projectRoot: root, environment });
    return checkModels(definition, planned, root, environment);
  }

  const url = 'https://models.example.org/a.gguf';

  it('are no matter where they can be fetched or nobody asks for them', async () => {
    assert.deepEqual(
      await look({ a: { url }, b: { model_path: 'gone.gguf' } }, { A: 'models: [a]', B: 'port: 1234' }),
      [],
    );
  });

  it('are told once, with the agents and the place in the manifest, when they cannot be had', async () => {
    const issues = await look({ b: { model_path: 'gone.gguf' } }, { A: 'models: [b]', B: 'model: b' });
    assert.equal(issues.length, 1);
    const [{ severity, code, agent, message, file, range } = issues[0]!] = issues;
    assert.deepEqual([severity, code, agent, file], ['error', 'model', null, join(root, 'models.yaml')]);
    assert.match(message, /model b cannot be had, and A, B cannot start without it: .*gone\.gguf is not there/);
    assert.ok(range);
  });

  it('are a warning where their agents can do without, or are optional themselves', async () => {
    const gone = { model_path: 'gone.gguf' };
    const [first] = await look({ b: { ...gone, required: false } }, { A: 'models: [b]' });
    const [second] = await look({ b: gone }, { A: 'models: [b], required: false' });
    assert.deepEqual([first?.severity, second?.severity], ['warning', 'warning']);
  });

  it('must not leave the project, lack variables or carry checksums that are none', async () => {
    const models = { a: { url, path: '../a.gguf' }, b: { url, path: '${NOWHERE}/b' }, c: { url, sha256: '12ab' } };
    const messages = (await look(models, { A: 'models: [a, b, c]' })).map(({ message }) => message).join('\n');
    assert.match(messages, /leaves the project/);
    assert.match(messages, /NOWHERE, which is not set/);
    assert.match(messages, /no SHA-256/);
  });

  it('need room on the disk', async () => {
    const [issue] = await look({ a: { url, size: '19TB' } }, { A: 'models: [a]' });
    assert.match(issue?.message ?? '', /take 19\.0 TB, and .* are free/);
    assert.equal(issue?.severity, 'error');
  });

  it('come from the manifest that the configuration names, and from no other', async () => {
    writeFileSync(join(root, '.agent-preflight.yaml'), 'stack:\n  models: { manifest: weights.json }\n');
    const [issue] = await look({ a: { model_path: 'gone.gguf' } }, { A: 'models: [a]' });
    assert.match(issue?.message ?? '', /weights\.json of the configuration cannot be read/);
    writeFileSync(join(root, 'weights.json'), JSON.stringify({ models: { a: { url } } }));
    assert.deepEqual(await look({ a: { model_path: 'gone.gguf' } }, { A: 'models: [a]' }), []);
  });
});
