import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchedModel } from '../fetch/fetch-model';
import { sampleBytes, serveModel, type ModelServer } from '../testing/model-server';
import { fetchEnvironment } from './fetcher';
import { LocalFetcher } from './local-fetcher';

describe('fetching in this process', () => {
  const body = sampleBytes(1_000);
  let root: string;
  let server: ModelServer;
  let held: ServerResponse[];
  let arrived: () => void;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'preflight-fetcher-'));
    held = [];
    arrived = () => undefined;
    server = await serveModel(body, (_request, response) => {
      held.push(response);
      arrived();
    });
  });

  afterEach(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });

  function fetch(fetcher: LocalFetcher, name: string, signal = new AbortController().signal): Promise<FetchedModel> {
    return fetcher.fetch(
      {
        name,
        manifest: join(root, 'models.yaml'),
        required: true,
        source: { kind: 'address', url: `${server.url}?${name}` },
        destination: { kind: 'file', path: join(root, name), root: null },
        sha256: null,
        bytes: null,
        about: null,
      },
      { store: join(root, 'store'), environment: {}, retries: 0, parallel: 2 },
      signal,
      () => undefined,
    );
  }

  async function untilHeld(count: number): Promise<void> {
    while (held.length < count) await new Promise<void>((resolve) => (arrived = resolve));
  }

  const letGo = (): void => void held.shift()!.end(body);

  it('takes as many at a time as it may, in the order in which they were asked for', async () => {
    const fetcher = new LocalFetcher();
    const all = ['a', 'b', 'c', 'd'].map((name) => fetch(fetcher, name));
    await untilHeld(2);
    assert.deepEqual(server.requests.map(({ url }) => url?.slice(-1)).sort(), ['a', 'b']);
    letGo();
    await untilHeld(2);
    assert.equal(server.requests[2]!.url?.slice(-1), 'c');
    letGo();
    letGo();
    await untilHeld(1);
    letGo();
    assert.deepEqual(
      (await Promise.all(all)).map(({ fetched }) => fetched),
      [true, true, true, true],
    );
  });

  it('gives the turn on when somebody does not wait any more', async () => {
    const fetcher = new LocalFetcher();
    const stop = new AbortController();
    const running = [fetch(fetcher, 'a'), fetch(fetcher, 'b')];
    await untilHeld(2);
    const waiting = fetch(fetcher, 'c', stop.signal);
    const last = fetch(fetcher, 'd');
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    letGo();
    letGo();
    await Promise.all(running);
    await untilHeld(1);
    letGo();
    assert.equal((await last).fetched, true);
  });

  it('drops everything when it is closed', async () => {
    const fetcher = new LocalFetcher();
    const all = ['a', 'b', 'c'].map((name) => fetch(fetcher, name));
    await untilHeld(2);
    fetcher.close();
    const reasons = (await Promise.allSettled(all)).map((one) =>
      one.status === 'rejected' ? String(one.reason) : one.status,
    );
    assert.deepEqual(reasons, Array(3).fill('Error: fetching was given up'));
  });

  it('hears of proxies and tokens and of nothing else in an environment', () => {
    const environment = { HTTPS_PROXY: 'a', no_proxy: 'b', HF_TOKEN: 'c', PATH: 'd', OPENAI_API_KEY: 'e' };
    assert.deepEqual(fetchEnvironment(environment), { HTTPS_PROXY: 'a', no_proxy: 'b', HF_TOKEN: 'c' });
  });
});
