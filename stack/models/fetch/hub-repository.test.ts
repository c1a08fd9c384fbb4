import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Destination, ModelOrder } from '../model-order';
import { ModelStore } from '../store/model-store';
import { sampleBytes, sha256 } from '../testing/model-server';
import { fetchModel, type FetchedModel } from './fetch-model';
import { fetchSettings } from './fetch-settings';
import { neededFiles } from './hub-listing';

const COMMIT = 'c0ffee'.repeat(6) + 'abcd';
const FILES: Record<string, Buffer> = {
  'config.json': Buffer.from('{"a": 1}'),
  'model.safetensors': sampleBytes(50_000),
  'sub/tokenizer.json': Buffer.from('{}'),
  'added_tokens.txt': Buffer.alloc(0),
  'README.md': Buffer.from('# x'),
};

describe('a repository of a hub', () => {
  let folder: string;
  let server: Server;
  let endpoint: string;
  let requests: IncomingMessage[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-hub-'));
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      const { pathname } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/api/models/acme/tiny/revision/main') {
        const siblings = Object.entries(FILES).map(([rfilename, body]) => {
          const lfs = rfilename.endsWith('.safetensors') ? { lfs: { sha256: sha256(body), size: body.length } } : {};
          return { rfilename, size: body.length, ...lfs };
        });
        return response.end(JSON.stringify({ sha: COMMIT, siblings: [...siblings, { rfilename: '../../evil' }] }));
      }
      const body = FILES[pathname.replace(`/acme/tiny/resolve/${COMMIT}/`, '')];
      if (body) return response.writeHead(200, { 'Content-Length': body.length }).end(body);
      return response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function fetch(destination: Destination, file: string | null = null): Promise<FetchedModel> {
    const order: ModelOrder = {
      name: 'tiny',
      manifest: join(folder, 'models.yaml'),
      required: true,
      source: { kind: 'hub', endpoint, repo: 'acme/tiny', revision: 'main', file },
      destination,
      sha256: null,
      bytes: null,
      about: null,
    };
    return fetchModel(order, {
      store: new ModelStore(join(folder, 'store')),
      settings: fetchSettings({}, 0),
      signal: new AbortController().signal,
      onTransfer: () => undefined,
    });
  }

  it('is put into a folder, what loading it takes and no more, and not asked for again', async () => {
    const path = join(folder, 'weights');
    await fetch({ kind: 'directory', path, root: folder });
    for (const name of ['config.json', 'model.safetensors', 'sub/tokenizer.json', 'added_tokens.txt']) {
      assert.deepEqual(readFileSync(join(path, name)), FILES[name]);
    }
    assert.ok(!existsSync(join(path, 'README.md')));
    const before = requests.length;
    assert.equal((await fetch({ kind: 'directory', path, root: folder })).fetched, false);
    assert.equal(requests.length, before);
    rmSync(join(path, 'config.json'));
    await fetch({ kind: 'directory', path, root: folder });
    assert.ok(existsSync(join(path, 'config.json')));
    assert.equal(requests.length, before + 1, 'what is in the store is not fetched again');
  });

  it('is put into the cache of the hub as its own libraries do', async () => {
    const path = join(folder, 'hub', 'models--acme--tiny');
    const { path: snapshot } = await fetch({ kind: 'hub-cache', path, root: null });
    assert.equal(snapshot, join(path, 'snapshots', COMMIT));
    assert.equal(readFileSync(join(path, 'refs', 'main'), 'utf8'), COMMIT);
    assert.deepEqual(readFileSync(join(snapshot, 'model.safetensors')), FILES['model.safetensors']);
    assert.equal((await fetch({ kind: 'hub-cache', path, root: null })).fetched, false);
  });

  it('gives one file of it into the cache', async () => {
    const path = join(folder, 'hub', 'models--acme--tiny');
    await fetch({ kind: 'hub-cache', path, root: null }, 'config.json');
    assert.ok(existsSync(join(path, 'snapshots', COMMIT, 'config.json')));
    assert.ok(!existsSync(join(path, 'snapshots', COMMIT, 'model.safetensors')));
    await assert.rejects(
      fetch({ kind: 'hub-cache', path, root: null }, 'gone.bin'),
      /acme\/tiny holds no gone\.bin at main/,
    );
  });

  it('is fetched in one format of several', () => {
    const names = (...files: string[]): string[] =>
      neededFiles(
        files.map((name) => ({ name, bytes: 1, sha256: null })),
        'acme/tiny',
      ).map(({ name }) => name);
    assert.deepEqual(
      names('config.json', 'model.safetensors', 'pytorch_model.bin', 'tf_model.h5', 'flax_model.msgpack', 'README.md'),
      ['config.json', 'model.safetensors'],
    );
    assert.deepEqual(names('config.json', 'pytorch_model.bin', 'tf_model.h5'), ['config.json', 'pytorch_model.bin']);
    assert.deepEqual(names('tf_model.h5'), ['tf_model.h5']);
    assert.deepEqual(names('a-00001-of-00002.gguf', 'a-00002-of-00002.gguf').length, 2);
    assert.throws(
      () => names('a.Q4.gguf', 'a.Q8.gguf'),
      /2 GGUF files, each of them a whole model .* name one by filename/,
    );
  });
});
