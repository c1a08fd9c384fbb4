import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelManifest } from '../definition/models/read';
import { FetchFailure } from './fetch/failure';
import type { ModelOrder } from './model-order';
import { orderOf } from './order';

describe('orders', () => {
  let root: string;
  const hash = 'AB'.repeat(32);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-order-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function order(entry: Record<string, unknown>, environment: Record<string, string> = {}): ModelOrder {
    const file = join(root, 'config', 'models.yaml');
    const { models } = readModelManifest({ file, text: JSON.stringify({ models: { m: entry } }) });
    return orderOf(models[0]!, file, {
      projectRoot: root,
      directory: 'models',
      environment: { HOME: '/home/me', ...environment },
    });
  }

  const pathOf = (entry: Record<string, unknown>, environment: Record<string, string> = {}): string | undefined =>
    order(entry, environment).destination?.path;

  function refused(entry: Record<string, unknown>, words: RegExp): void {
    assert.throws(
      () => order(entry),
      (error: unknown) => error instanceof FetchFailure && words.test(error.message),
      JSON.stringify(entry),
    );
  }

  it('say where a model goes', () => {
    const url = 'https://models.example.org/a/phi%203.gguf?download=true';
    assert.equal(pathOf({ url }), join(root, 'models', 'phi 3.gguf'));
    assert.equal(pathOf({ url, path: 'weights/x.gguf' }), join(root, 'weights', 'x.gguf'));
    assert.equal(pathOf({ url, path: 'weights/' }), join(root, 'weights', 'phi 3.gguf'));
    assert.equal(pathOf({ url, path: '/data/x.gguf' }), '/data/x.gguf');
    assert.equal(pathOf({ url, path: '~/m/x.gguf' }), '/home/me/m/x.gguf');
    assert.equal(pathOf({ url, path: '${MODELS:-weights}/x.gguf' }), join(root, 'weights', 'x.gguf'));
    assert.equal(pathOf({ url, path: '${MODELS}/x.gguf' }, { MODELS: '/srv' }), '/srv/x.gguf');
    mkdirSync(join(root, 'there'));
    assert.equal(pathOf({ url, path: 'there' }), join(root, 'there', 'phi 3.gguf'));
  });

  it('say where a repository goes: to its path, or to where the libraries of the hub look', () => {
    const repo = 'acme/tiny';
    const inCache = '/home/me/.cache/huggingface/hub/models--acme--tiny';
    assert.deepEqual(order({ repo }).destination, { kind: 'hub-cache', path: inCache, root: null });
    assert.equal(pathOf({ repo }, { HF_HOME: '/big' }), '/big/hub/models--acme--tiny');
    assert.deepEqual(order({ repo, path: 'weights/tiny' }).destination, {
      kind: 'directory',
      path: join(root, 'weights/tiny'),
      root,
    });
    assert.equal(pathOf({ repo, filename: 'sub/t.gguf', path: 'weights/' }), join(root, 'weights', 't.gguf'));
    const { source } = order(
      { repo, revision: 'refs/pr/1', filename: 'a.gguf' },
      { HF_ENDPOINT: 'https://mirror.example.org/' },
    );
    assert.deepEqual(source, {
      kind: 'hub',
      endpoint: 'https://mirror.example.org',
      repo,
      revision: 'refs/pr/1',
      file: 'a.gguf',
    });
  });

  it('leave alone what is asked of a library, and find what lies beside the manifest', () => {
    assert.equal(order({ model_path: 'microsoft/phi-2' }).destination, null);
    assert.equal(pathOf({ model_path: 'weights/phi.gguf' }), join(root, 'weights/phi.gguf'));
    mkdirSync(join(root, 'config'));
    writeFileSync(join(root, 'config', 'phi.gguf'), 'x');
    assert.equal(pathOf({ model_path: 'phi.gguf' }), join(root, 'config', 'phi.gguf'));
  });

  it('take sizes for exact only where they are', () => {
    const sizes = (size: unknown): unknown[] => {
      const { bytes, about } = order({ url: 'https://x.example/a', size });
      return [bytes, about];
    };
    assert.deepEqual(sizes('4.1GB'), [null, 4.1e9]);
    assert.deepEqual(sizes(4_100_000_000), [null, 4.1e9]);
    assert.deepEqual(sizes(2_393_231_072), [2_393_231_072, 2_393_231_072]);
  });

  it('know a SHA-256 in the ways it is written, and nothing else', () => {
    for (const sha256 of [hash, `sha256:${hash}`, `SHA256-${hash}`]) {
      assert.equal(order({ url: 'https://x.example/a', sha256 }).sha256, hash.toLowerCase());
    }
    refused({ url: 'https://x.example/a', sha256: 'd41d8cd98f00b204e9800998ecf8427e' }, /no SHA-256/);
  });

  it('are refused where they lead out of the project or cannot be followed', () => {
    const url = 'https://x.example/a.gguf';
    refused({ url, path: '../x.gguf' }, /leaves the project .* write an absolute path/);
    refused({ url, path: 'a/../../x.gguf' }, /leaves the project/);
    refused({ url, path: '${NOWHERE}/x.gguf' }, /needs the variable NOWHERE/);
    refused({ url: 'ftp://x.example/a.gguf' }, /https:\/\/ or file:\/\//);
    refused({ url: 'http://models.example.org/a.gguf' }, /use https, or give its sha256/);
    order({ url: 'http://models.example.org/a.gguf', sha256: hash });
    order({ url: 'http://192.168.1.5:8000/a.gguf' });
    refused({ repo: 'acme/tiny', revision: '../../etc' }, /revision of m/);
    refused({ repo: 'acme/tiny', filename: '../../etc/passwd' }, /file of m/);
    refused({ repo: 'acme/tiny', filename: '/etc/passwd' }, /file of m/);
  });
});
