import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackDefinition } from '../../definition/read';
import { FetchFailure, type FetchFailureKind } from '../fetch/failure';
import type { FetchedModel } from '../fetch/fetch-model';
import type { OnTransfer } from '../fetch/fetch-settings';
import type { ModelFetcher } from './fetcher';
import { ModelSupply, type ModelStanding } from './model-supply';

interface Fetch {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onTransfer: OnTransfer;
  readonly resolve: (result: FetchedModel) => void;
  readonly reject: (error: Error) => void;
}

describe('the supply of models', () => {
  let root: string;
  let fetches: Fetch[];
  let now: number;
  let supply: ModelSupply;
  const policy = { manifest: null, directory: null, parallel: 2, retries: 5 };
  const live = new AbortController().signal;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-supply-'));
    fetches = [];
    now = 0;
    const fetcher: ModelFetcher = {
      fetch: ({ name }, _terms, signal, onTransfer) =>
        new Promise((resolve, reject) => {
          fetches.push({ name, signal, onTransfer, resolve, reject });
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        }),
      close: () => undefined,
    };
    supply = new ModelSupply({
      fetcher,
      startupFile: join(root, 'startup.yaml'),
      store: join(root, 'store'),
      now: () => now,
      publish: () => undefined,
      log: () => undefined,
    });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const definitions = () =>
    readStackDefinition({
      file: join(root, 'startup.yaml'),
      text: 'agents:\n  A: { script_path: a.py, models: [m] }\n  B: { script_path: b.py, models: [m] }\n  C: { script_path: c.py }\n',
    }).agents;

  async function declare(model: object): Promise<void> {
    writeFileSync(
      join(root, 'models.yaml'),
      JSON.stringify({ models: { m: { url: 'https://x.example/m.bin', ...model } } }),
    );
    assert.deepEqual(await supply.reload(definitions(), root, policy), []);
  }

  function look(name: string, signal = live): Promise<ModelStanding> {
    const definition = definitions().find((agent) => agent.name.value === name)!;
    return supply.look({ name, definition, projectRoot: root, environment: () => ({}) }, signal);
  }

  async function failLast(kind: FetchFailureKind): Promise<void> {
    fetches.at(-1)!.reject(new FetchFailure(kind, 'no luck'));
    await new Promise((resolve) => setImmediate(resolve));
  }

  const arrive = async (): Promise<void> => {
    writeFileSync(join(root, 'm.bin'), 'x');
    fetches.at(-1)!.resolve({ path: join(root, 'm.bin'), bytes: 1, fetched: true });
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('fetches once for all who ask, tells how far it is, and lets them go when it is here', async () => {
    await declare({ path: 'm.bin' });
    assert.equal((await look('A')).kind, 'coming');
    assert.equal((await look('B')).kind, 'coming');
    assert.equal(fetches.length, 1);
    for (now = 0; now <= 2_000; now += 500) {
      fetches[0]!.onTransfer({ state: 'fetching', bytesDone: now * 1_000, bytesTotal: 4e6, note: null });
    }
    assert.deepEqual(await look('A'), { kind: 'coming', reason: 'fetching m: 50 % of 4.0 MB, 1.0 MB/s, 2 s left' });
    await arrive();
    assert.deepEqual(await look('A'), { kind: 'here', without: [] });
    assert.deepEqual(await look('B'), { kind: 'here', without: [] });
    assert.deepEqual(
      supply.snapshot().map(({ state, agents }) => [state, agents]),
      [['present', ['A', 'B']]],
    );
  });

  it('goes on while anybody waits, and is dropped when nobody does', async () => {
    await declare({ path: 'm.bin' });
    const [a, b] = [new AbortController(), new AbortController()];
    await look('A', a.signal);
    await look('B', b.signal);
    a.abort();
    assert.ok(!fetches[0]!.signal.aborted);
    b.abort();
    assert.ok(fetches[0]!.signal.aborted);
    await look('A');
    assert.equal((await look('A')).kind, 'coming');
    assert.equal(fetches.length, 2);
  });

  it('tells each of a failure that lasts, and tries again when one asks once more', async () => {
    await declare({ path: 'm.bin' });
    await look('A');
    await failLast('absent');
    assert.deepEqual(await look('A'), { kind: 'impossible', text: 'cannot have its model m: no luck' });
    assert.equal((await look('B')).kind, 'impossible');
    assert.equal(fetches.length, 1);
    assert.equal((await look('A')).kind, 'coming');
    assert.equal(fetches.length, 2);
  });

  it('tries again by itself after a failure that may pass, and not at once', async () => {
    await declare({ path: 'm.bin' });
    await look('A');
    await failLast('network');
    now = 10_000;
    assert.match(JSON.stringify(await look('A')), /held-up.*tried again every 20 s/);
    assert.equal(fetches.length, 1);
    now = 21_000;
    assert.equal((await look('A')).kind, 'coming');
    assert.equal(fetches.length, 2);
  });

  it('lets agents start without what is optional, says so, and does not try at every restart', async () => {
    await declare({ path: 'm.bin', required: false });
    await look('A');
    await failLast('network');
    assert.deepEqual(await look('A'), { kind: 'here', without: ['m: no luck'] });
    assert.equal(supply.lackedBy('A'), 'runs without m (no luck)');
    assert.equal(supply.lackedBy('C'), null);
    now = 60_000;
    await look('A');
    assert.equal(fetches.length, 1);
    now = 700_000;
    assert.equal((await look('A')).kind, 'coming');
  });

  it('drops what a changed manifest asks for no more, and keeps what it still does', async () => {
    await declare({ path: 'm.bin' });
    await look('A');
    await declare({ path: 'm.bin' });
    assert.ok(!fetches[0]!.signal.aborted);
    await declare({ path: 'other.bin' });
    assert.ok(fetches[0]!.signal.aborted);
    await look('A');
    assert.equal(fetches.length, 2);
  });

  it('looks into no manifest where no agent asks for a model', async () => {
    writeFileSync(join(root, 'models.yaml'), 'models:\n  m: { url: "https://x.example/m" }\n');
    const others = definitions().filter(({ name }) => name.value === 'C');
    assert.deepEqual(await supply.reload(others, root, { ...policy, manifest: '/nowhere.yaml' }), []);
    assert.deepEqual(supply.snapshot(), []);
  });
});
