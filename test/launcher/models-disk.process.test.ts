import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeBytes } from '../../stack/models/fetch/disk-space';
import { FetchFailure } from '../../stack/models/fetch/failure';
import { fetchModel } from '../../stack/models/fetch/fetch-model';
import { fetchSettings, type FetchSettings } from '../../stack/models/fetch/fetch-settings';
import type { ModelOrder } from '../../stack/models/model-order';
import { ModelStore } from '../../stack/models/store/model-store';
import { ranged, sampleBytes, serveModel, sha256, type ModelServer } from '../../stack/models/testing/model-server';
import { agentOf, freePorts, TestStack, untilAgent } from './harness';

/** Mounts a small file system, where this user may; null elsewhere. */
function mountSmall(folder: string, bytes: number): string | null {
  const path = join(folder, 'small');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    return null;
  }
}

describe('models and a disk that is full', () => {
  let folder: string;
  let small: string | null;
  let server: ModelServer;
  let stack: TestStack | null;
  const body = sampleBytes(3_000_000);

  beforeEach(async function () {
    folder = mkdtempSync(join(tmpdir(), 'preflight-disk-'));
    small = mountSmall(folder, 2_000_000);
    server = await serveModel(body, ranged());
    stack = null;
    if (small === null) this.skip();
  });

  afterEach(async () => {
    await stack?.clean();
    await server.close();
    if (small !== null) execFileSync('umount', ['-l', small]);
    rmSync(folder, { recursive: true, force: true });
  });

  function order(): ModelOrder {
    return {
      name: 'phi',
      manifest: join(folder, 'models.yaml'),
      required: true,
      source: { kind: 'address', url: server.url },
      destination: { kind: 'file', path: join(folder, 'phi.gguf'), root: null },
      sha256: sha256(body),
      bytes: null,
      about: null,
    };
  }

  function fetch(change: Partial<FetchSettings> = {}): Promise<unknown> {
    return fetchModel(order(), {
      store: new ModelStore(join(small!, 'store')),
      settings: { ...fetchSettings({}), ...change },
      signal: new AbortController().signal,
      onTransfer: () => undefined,
    });
  }

  it('are refused before a byte is fetched, with what is missing', async () => {
    const error: unknown = await fetch().catch((reason: unknown) => reason);
    assert.ok(error instanceof FetchFailure);
    assert.equal(error.kind, 'disk');
    assert.match(error.message, /3\.0 MB more are to be written to .* have to be freed/);
  });

  it('keep what they have when it fills up on the way, and go on once there is room', async () => {
    const noisy = await fetch({ free: async () => null }).catch((reason: unknown) => reason);
    assert.ok(noisy instanceof FetchFailure, String(noisy));
    assert.match(noisy.message, /cannot be written: the disk is full/);
    const store = new ModelStore(join(small!, 'store'));
    const kept = statSync(store.paths.part(sha256(body))).size;
    assert.ok(kept > 1_000_000, `kept ${kept} bytes`);
    execFileSync('mount', ['-o', 'remount,size=200m', small!]);
    assert.ok(((await freeBytes(small!)) ?? 0) > 100_000_000);
    await fetch();
    assert.deepEqual(readFileSync(join(folder, 'phi.gguf')), body);
    assert.equal(Number(/\d+/.exec(server.requests[1]!.headers.range ?? '')?.[0]), kept);
  });

  it('are linked to, not copied, where they lie on another disk', async () => {
    execFileSync('mount', ['-o', 'remount,size=200m', small!]);
    await fetch();
    assert.deepEqual(readFileSync(join(folder, 'phi.gguf')), body);
    assert.ok(!existsSync(join(folder, '.phi.gguf')));
    assert.equal((await fetch()) && server.requests.length, 1);
  });

  it('hold their agent up until there is room; then it starts by itself', async () => {
    const [port = 0, healthPort = 0] = await freePorts(2);
    stack = new TestStack(
      { Thinker: { port, healthPort, extra: ['models: [phi]'] } },
      { AGENT_PREFLIGHT_MODELS: join(small!, 'store') },
    );
    mkdirSync(join(stack.directory, '.git'));
    const models = { phi: { url: server.url, sha256: sha256(body), path: 'phi.gguf' } };
    writeFileSync(join(stack.directory, 'models.yaml'), JSON.stringify({ models }));
    const connection = await stack.up();
    const agent = agentOf(connection.snapshot(), 'Thinker');
    assert.equal(agent.state, 'blocked');
    assert.match(agent.reason ?? '', /cannot have its model phi: 3\.0 MB more .* tried again every 5 s/);
    execFileSync('mount', ['-o', 'remount,size=200m', small!]);
    await untilAgent(connection, 'Thinker', ({ state }) => state === 'ready');
  });
});
