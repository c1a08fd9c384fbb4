import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModelOrder } from '../model-order';
import { ModelStore } from '../store/model-store';
import {
  ranged,
  sampleBytes,
  serveModel,
  sha256,
  status,
  whole,
  type Answer,
  type ModelServer,
} from '../testing/model-server';
import { FetchFailure, type FetchFailureKind } from './failure';
import { fetchModel, type FetchedModel } from './fetch-model';
import { fetchSettings, type FetchSettings, type TransferProgress } from './fetch-settings';

const BODY = sampleBytes(300_000);

describe('fetching a model', () => {
  let folder: string;
  let store: ModelStore;
  let server: ModelServer;
  const servers: ModelServer[] = [];
  let seen: TransferProgress[];
  let waits: number[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-models-'));
    mkdirSync(join(folder, 'project'));
    store = new ModelStore(join(folder, 'store'));
    seen = [];
    waits = [];
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function serve(...answers: Answer[]): Promise<void> {
    server = await serveModel(BODY, ...answers);
    servers.push(server);
  }

  function settings(change: Partial<FetchSettings> = {}): FetchSettings {
    const base = fetchSettings({}, 3);
    const sleep = (ms: number): Promise<void> => {
      waits.push(ms);
      return new Promise((resolve) => setImmediate(resolve));
    };
    return { ...base, idleMs: 300, lookMs: 1, patience: { ...base.patience, sleep }, ...change };
  }

  function order(change: Partial<ModelOrder> = {}): ModelOrder {
    return {
      name: 'tiny',
      manifest: join(folder, 'project', 'models.yaml'),
      required: true,
      source: { kind: 'address', url: server.url },
      destination: {
        kind: 'file',
        path: join(folder, 'project', 'models', 'tiny.gguf'),
        root: join(folder, 'project'),
      },
      sha256: sha256(BODY),
      bytes: null,
      about: null,
      ...change,
    };
  }

  function fetch(wanted = order(), change: Partial<FetchSettings> = {}, extra = {}): Promise<FetchedModel> {
    const signal = new AbortController().signal;
    return fetchModel(wanted, {
      store,
      settings: settings(change),
      signal,
      onTransfer: (one) => seen.push(one),
      ...extra,
    });
  }

  async function fails(
    kind: FetchFailureKind,
    words: RegExp,
    wanted = order(),
    change: Partial<FetchSettings> = {},
  ): Promise<void> {
    const error: unknown = await fetch(wanted, change).then(
      () => assert.fail('it was fetched'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof FetchFailure, String(error));
    assert.match(error.message, words);
    assert.equal(error.kind, kind);
    assert.ok(!existsSync(wanted.destination!.path), 'nothing may be put there');
  }

  const placed = (): Buffer => readFileSync(join(folder, 'project', 'models', 'tiny.gguf'));
  const parts = (): string[] => readdirSync(store.paths.parts);
  const rangesAsked = (): (string | undefined)[] => server.requests.map(({ headers }) => headers.range);

  it('puts it where the manifest says, and leaves no part behind', async () => {
    await serve();
    assert.equal((await fetch()).fetched, true);
    assert.deepEqual(placed(), BODY);
    assert.deepEqual(parts(), []);
    assert.deepEqual(readdirSync(join(folder, 'project', 'models')), ['tiny.gguf']);
    assert.equal((await fetch()).fetched, false);
    assert.equal(server.requests.length, 1);
  });

  it('goes on where a connection broke, as often as it breaks', async () => {
    await serve(ranged({ breakAfter: 100_000 }), ranged({ breakAfter: 100_000 }), ranged());
    await fetch();
    assert.deepEqual(placed(), BODY);
    assert.equal(rangesAsked()[0], undefined);
    const starts = rangesAsked()
      .slice(1)
      .map((range) => Number(/\d+/.exec(range ?? '')?.[0]));
    assert.ok(starts[0]! > 0 && starts[1]! > starts[0]!, String(starts));
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['if-range']),
      [undefined, '"v1"', '"v1"'],
    );
  });

  it('outlasts more breaks than it has retries while something new comes', async () => {
    await serve(ranged({ breakAfter: 20_000 }));
    await fetch(order(), {});
    assert.deepEqual(placed(), BODY);
    assert.ok(server.requests.length > 10);
  });

  it('begins again when the file has changed, and joins no two versions', async () => {
    await serve(ranged({ etag: '"old"', breakAfter: 100_000 }), ranged({ etag: '"new"' }));
    await fetch(order({ sha256: null }));
    assert.deepEqual(placed(), BODY);
  });

  it('begins again where a server sends another range than the one asked for', async () => {
    const shifted: Answer = (_request, response, body) => {
      const rest = body.subarray(7);
      response.writeHead(206, {
        ETag: '"v1"',
        'Content-Length': rest.length,
        'Content-Range': `bytes 7-${body.length - 1}/${body.length}`,
      });
      response.end(rest);
    };
    await serve(ranged({ breakAfter: 100_000 }), shifted, ranged());
    await fetch();
    assert.deepEqual(placed(), BODY);
    assert.equal(rangesAsked()[2], undefined);
  });

  it('takes all of it from a server that ignores ranges', async () => {
    await serve(whole({ breakAfter: 100_000 }), whole());
    await fetch();
    assert.deepEqual(placed(), BODY);
  });

  it('gives up on a server that always breaks at the same place', async () => {
    await serve(whole({ breakAfter: 100_000 }));
    await fails('network', /broken off|broke off|aborted/, order({ sha256: null }));
    assert.equal(server.requests.length, 4);
    assert.equal(parts().filter((name) => name.endsWith('.part')).length, 1);
  });

  it('does not resume bytes that nothing vouches for', async () => {
    const nameless: Answer = (_request, response, body) => {
      response.writeHead(200, { 'Content-Length': body.length });
      response.write(body.subarray(0, 100_000), () => response.socket?.destroy());
    };
    await serve(nameless, ranged());
    await fetch(order({ sha256: null }));
    assert.deepEqual(rangesAsked(), [undefined, undefined]);
    assert.deepEqual(placed(), BODY);
  });

  it('finishes a part that was whole already', async () => {
    await serve();
    await store.open();
    writeFileSync(store.paths.part(sha256(BODY)), BODY);
    await fetch();
    assert.deepEqual(placed(), BODY);
    assert.equal(server.requests[0]!.headers.range, `bytes=${BODY.length}-`);
  });

  it('throws a damaged part away once, and fetches all of it', async () => {
    await serve();
    await store.open();
    writeFileSync(store.paths.part(sha256(BODY)), sampleBytes(1000, 'noise'));
    await fetch();
    assert.deepEqual(placed(), BODY);
    assert.equal(server.requests.length, 2);
  });

  it('refuses a file with another hash, without asking for it twice', async () => {
    await serve();
    await fails('checksum', /its SHA-256 is [0-9a-f]{64}, not a{64}/, order({ sha256: 'a'.repeat(64) }));
    assert.equal(server.requests.length, 1);
    assert.deepEqual(parts(), []);
  });

  it('notices a server that goes silent, before and after its answer begins', async () => {
    await serve(() => undefined, ranged({ stallAfter: 50_000 }), ranged());
    await fetch(order(), { idleMs: 80 });
    assert.deepEqual(placed(), BODY);
    const notes = seen.flatMap(({ note }) => note ?? []).join('\n');
    assert.match(notes, /does not answer within/);
    assert.match(notes, /has sent nothing for/);
  });

  it('follows redirections, and not in circles', async () => {
    const target = await serveModel(BODY);
    servers.push(target);
    await serve(status(302, { Location: target.url }));
    await fetch();
    assert.deepEqual(placed(), BODY);
    await serve(status(302, { Location: '/weights.gguf' }));
    await fails(
      'protocol',
      /sends on more than 10 times/,
      order({ sha256: 'b'.repeat(64), destination: { kind: 'file', path: join(folder, 'project', 'b'), root: null } }),
    );
  });

  it('tells the token to the hub alone, not to where it sends us', async () => {
    const target = await serveModel(BODY);
    servers.push(target);
    await serve(status(302, { Location: target.url }));
    const token = ['hf', 'x'.repeat(34)].join('_');
    const endpoint = new URL(server.url).origin;
    const source = { kind: 'hub', endpoint, repo: 'acme/tiny', revision: 'v1', file: 'sub/tiny.gguf' } as const;
    await fetch(order({ source }), { environment: { HF_TOKEN: token } });
    assert.equal(server.requests[0]!.headers.authorization, `Bearer ${token}`);
    assert.equal(server.requests[0]!.url, '/acme/tiny/resolve/v1/sub/tiny.gguf');
    assert.equal(target.requests[0]!.headers.authorization, undefined);
    assert.ok(!JSON.stringify(seen).includes(token));
  });

  for (const [code, kind, tries] of [
    [404, 'absent', 1],
    [403, 'refused', 1],
    [401, 'refused', 1],
    [500, 'busy', 4],
    [418, 'protocol', 1],
  ] as const) {
    it(`${tries === 1 ? 'gives up at' : 'is patient with'} ${code}`, async () => {
      await serve(status(code));
      await fails(kind, new RegExp(`answers ${code}`));
      assert.equal(server.requests.length, tries);
    });
  }

  it('waits as long as a server asks to be left alone', async () => {
    await serve(status(429, { 'Retry-After': '7' }), ranged());
    await fetch();
    assert.deepEqual(waits, [7000]);
  });

  it('says what is missing when the disk has no room, and keeps what it has', async () => {
    await serve(ranged({ breakAfter: 100_000 }), ranged());
    let looks = 0;
    await fails('disk', /have to be freed/, order(), { free: async () => (looks++ === 0 ? 1e12 : 1000) });
    assert.equal(parts().filter((name) => name.endsWith('.part')).length, 1);
    await fetch();
    assert.deepEqual(placed(), BODY);
  });

  it('refuses sizes that cannot be meant, and web pages', async () => {
    await serve();
    await fails(
      'size',
      /has 300000 bytes, and the manifest says 300001 bytes/,
      order({ sha256: null, bytes: 300_001, about: 300_001 }),
    );
    await fails('size', /has 300 kB, and the manifest says 2\.2 GB/, order({ sha256: null, about: 2.2e9 }));
    await serve(ranged({ headers: { 'Content-Type': 'text/html; charset=utf-8' } }));
    await fails('protocol', /a web page/, order({ sha256: null }));
  });

  it('writes neither outside of the project nor through links that lead out of it', async () => {
    await serve();
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'project', 'models'));
    await fails('path', /leads out of the project/);
    assert.deepEqual(readdirSync(join(folder, 'elsewhere')), []);
    assert.equal(server.requests.length, 0);
  });

  it('leaves a file alone that it did not put there, until it is told to replace it', async () => {
    await serve();
    const { path } = order().destination!;
    mkdirSync(join(folder, 'project', 'models'));
    writeFileSync(path, 'weights of my own');
    await assert.rejects(fetch(), /is there already and is not the file that the manifest describes/);
    assert.equal(readFileSync(path, 'utf8'), 'weights of my own');
    assert.equal(server.requests.length, 0);
    await fetch(order(), {}, { replace: true });
    assert.deepEqual(placed(), BODY);
  });

  it('replaces what it put there itself when the manifest asks for another version', async () => {
    await serve();
    await fetch();
    const other = sampleBytes(1000, 'other');
    const second = await serveModel(other);
    servers.push(second);
    await fetch(order({ source: { kind: 'address', url: second.url }, sha256: sha256(other) }));
    assert.deepEqual(placed(), other);
  });

  it('believes a file that lies there once it has been read, and reads it once', async () => {
    await serve();
    mkdirSync(join(folder, 'project', 'models'));
    writeFileSync(order().destination!.path, BODY);
    await fetch();
    assert.equal(seen.at(-1)?.state, 'checking');
    seen = [];
    await fetch();
    assert.deepEqual(seen, []);
    assert.equal(server.requests.length, 0);
  });

  it('fetches one file once for two places, one after the other or at the same time', async () => {
    await serve();
    const other = order({ destination: { kind: 'file', path: join(folder, 'project', 'b.gguf'), root: null } });
    const third = order({ destination: { kind: 'file', path: join(folder, 'project', 'c.gguf'), root: null } });
    await Promise.all([fetch(), fetch(other)]);
    await fetch(third);
    assert.equal(server.requests.length, 1);
    assert.equal(
      new Set(['models/tiny.gguf', 'b.gguf', 'c.gguf'].map((name) => statSync(join(folder, 'project', name)).ino)).size,
      1,
    );
  });

  it('fetches without a hash once, too, and by the hash it found', async () => {
    await serve();
    await fetch(order({ sha256: null }));
    rmSync(order().destination!.path);
    await fetch(order({ sha256: null }));
    assert.deepEqual(placed(), BODY);
    assert.equal(server.requests.length, 1);
  });

  it('stops at once when it is told to, and goes on later', async () => {
    await serve(ranged({ stallAfter: 100_000 }), ranged());
    const stop = new AbortController();
    const fetching = fetchModel(order(), {
      store,
      settings: settings({ idleMs: 60_000 }),
      signal: stop.signal,
      onTransfer: ({ bytesDone }) => {
        if (bytesDone >= 100_000) stop.abort(new Error('enough'));
      },
    });
    await assert.rejects(fetching, /enough/);
    await fetch();
    assert.deepEqual(placed(), BODY);
    assert.equal(server.requests[1]!.headers.range, 'bytes=100000-');
  });

  it('copies from a file of this machine', async () => {
    await serve();
    const from = join(folder, 'share.bin');
    writeFileSync(from, BODY);
    await fetch(order({ source: { kind: 'address', url: pathToFileURL(from).href } }));
    assert.deepEqual(placed(), BODY);
    const gone = { kind: 'address', url: pathToFileURL(join(folder, 'gone.bin')).href } as const;
    const destination = { kind: 'file', path: join(folder, 'gone'), root: null } as const;
    await fails('absent', /there is no file/, order({ source: gone, sha256: null, destination }));
  });
});
