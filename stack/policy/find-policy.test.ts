import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPolicy } from './find-policy';
import { DEFAULT_POLICY } from './stack-policy';

describe('findPolicy', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'policy-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  it('takes the nearest file, alone', async () => {
    write('.agent-preflight.yaml', 'stack: {grace-seconds: 1}\n');
    write('deep/pyproject.toml', '[tool.agent-preflight.stack]\ngrace-seconds = 2\n');
    write('deep/er/.agent-preflight.yaml', 'rules: {secrets: error}\n');
    write('other/pyproject.toml', '[project]\nname = "x"\n');
    const grace = async (folder: string) => (await findPolicy(join(root, folder))).policy.graceMs;
    assert.equal(await grace('.'), 1000);
    assert.equal(await grace('deep'), 2000);
    assert.equal(await grace('deep/er'), DEFAULT_POLICY.graceMs);
    assert.equal(await grace('other'), 1000, 'a pyproject.toml without our section has nothing to do with us');
  });

  it('takes paths from the folder of the file', async () => {
    write('.agent-preflight.yaml', 'stack: {models: {manifest: conf/models.yaml, directory: /models}}\n');
    mkdirSync(join(root, 'deep'));
    const { models } = (await findPolicy(join(root, 'deep'))).policy;
    assert.deepEqual([models.manifest, models.directory], [join(root, 'conf/models.yaml'), '/models']);
  });

  for (const [file, text, place, message] of [
    ['.agent-preflight.yaml', '\uFEFFrules: {}\nstack:\n  health:\n    retires: 3\n', [4, 5], /unknown key "retires"/],
    ['.agent-preflight.yaml', 'stack: {health: [\n', [2, 1], /not valid YAML/],
    ['.agent-preflight.yaml', '- stack\n', [1, 1], /must be a map of keys/],
    ['pyproject.toml', '[tool.agent-preflight.stack.logs]\nfiles = "many"\n', [2, 1], /whole number from 0 to 99/],
    ['pyproject.toml', '[tool.agent-preflight]\nstack = {\n', [3, 1], /not valid TOML/],
  ] as const) {
    it(`names the place in ${JSON.stringify(text)}`, async () => {
      write(file, text);
      const found = await findPolicy(root);
      assert.deepEqual(found.policy, DEFAULT_POLICY);
      const [problem] = found.problems;
      assert.deepEqual([problem?.uri, [problem?.line, problem?.column]], [join(root, file), place]);
      assert.match(problem?.message ?? '', message);
    });
  }
});
