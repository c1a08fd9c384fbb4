import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ModelCatalogue } from '../definition/models/catalogue';
import { readStackDefinition } from '../definition/read';
import { findManifests } from './find-manifests';
import { needsOf } from './needs';

describe('the manifests of a startup file', () => {
  let root: string;
  const text = (name: string): string => `models:\n  ${name}: { url: "https://x.example/${name}" }\n`;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-manifests-'));
    for (const folder of ['config', 'deploy', 'models']) mkdirSync(join(root, folder));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function found(manifest: string | null = null): Promise<{ names: string[]; problem: string | null }> {
    const startupFile = join(root, 'deploy', 'startup.yaml');
    const { manifests, problem } = await findManifests({ startupFile, projectRoot: root, manifest });
    return { names: manifests.map(({ file }) => file.slice(root.length + 1)), problem };
  }

  it('lie beside it, at the root, and in the folders people put them in; the nearest first, the plainest before its variants', async () => {
    for (const path of ['config/models.yaml', 'deploy/models.dev.yaml', 'deploy/models.yaml', 'model_manifest.yaml']) {
      writeFileSync(join(root, path), text(basename(path).replace(/\W/g, '')));
    }
    const expected = ['deploy/models.yaml', 'deploy/models.dev.yaml', 'model_manifest.yaml', 'config/models.yaml'];
    assert.deepEqual(await found(), { names: expected, problem: null });
  });

  it('are files that declare models, whatever else is called after them', async () => {
    writeFileSync(join(root, 'models.yaml'), 'models:\n  User: { table: users }\n');
    writeFileSync(join(root, 'models.py'), text('a'));
    mkdirSync(join(root, 'models.json'));
    assert.deepEqual((await found()).names, []);
  });

  it('are the one that is named, and a problem where that is not there', async () => {
    writeFileSync(join(root, 'models.yaml'), text('a'));
    writeFileSync(join(root, 'weights.json'), text('b'));
    assert.deepEqual((await found(join(root, 'weights.json'))).names, ['weights.json']);
    assert.match(
      (await found(join(root, 'gone.yaml'))).problem ?? '',
      /gone\.yaml of the configuration cannot be read/,
    );
  });

  it('tell what an agent needs: by name, by alias, each once; what a provider serves is no need', async () => {
    writeFileSync(
      join(root, 'models.yaml'),
      'models:\n  phi: { url: "https://x.example/phi", aliases: [small] }\n  voice: { url: "https://x.example/v" }\n',
    );
    const { manifests } = await findManifests({
      startupFile: join(root, 'startup.yaml'),
      projectRoot: root,
      manifest: null,
    });
    const needs = (entry: string): unknown => {
      const source = `agents:\n  A: { script_path: a.py, ${entry} }\n`;
      const [agent] = readStackDefinition({ file: 'startup.yaml', text: source }).agents;
      const { models, unknown } = needsOf(agent!, new ModelCatalogue(manifests));
      return [models.map(({ name }) => name.value), unknown.map(({ value }) => value)];
    };
    assert.deepEqual(needs('models: [small, phi, voice]'), [['phi', 'voice'], []]);
    assert.deepEqual(needs('models: [phi, gpt-4o, "${EXTRA}", unheard]'), [['phi'], ['unheard']]);
    assert.deepEqual(needs('model: voice'), [['voice'], []]);
    assert.deepEqual(needs('model: llama3'), [[], []]);
    assert.deepEqual(needs('port: 1234'), [[], []]);
  });
});
