import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchModel } from '../fetch/fetch-model';
import { fetchSettings } from '../fetch/fetch-settings';
import { sampleBytes, sha256 } from '../testing/model-server';
import { rememberFile } from './known-file';
import { ModelStore } from './model-store';
import { prune, type Pruned } from './prune';

describe('pruning the store', () => {
  let folder: string;
  let store: ModelStore;
  const bodies = { a: sampleBytes(3_000, 'a'), b: sampleBytes(2_000, 'b'), c: sampleBytes(1_000, 'c') };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-prune-'));
    store = new ModelStore(join(folder, 'store'));
    mkdirSync(join(folder, 'project'));
    for (const [name, body] of Object.entries(bodies)) writeFileSync(join(folder, `${name}.src`), body);
    declare('models.yaml', 'a', 'b');
    declare('other.models.yaml', 'c');
    await fetch('models.yaml', 'a');
    await fetch('models.yaml', 'b');
    await fetch('other.models.yaml', 'c');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const manifest = (name: string): string => join(folder, 'project', name);
  const placed = (name: string): string => join(folder, 'project', `${name}.gguf`);
  const blob = (name: keyof typeof bodies): string => store.paths.blob(sha256(bodies[name]));

  function declare(file: string, ...names: (keyof typeof bodies)[]): void {
    const models = Object.fromEntries(
      names.map((name) => [name, { url: 'https://x.example/a', sha256: sha256(bodies[name]) }]),
    );
    writeFileSync(manifest(file), JSON.stringify({ models }));
  }

  async function fetch(file: string, name: keyof typeof bodies): Promise<void> {
    await fetchModel(
      {
        name,
        manifest: manifest(file),
        required: true,
        source: { kind: 'address', url: pathToFileURL(join(folder, `${name}.src`)).href },
        destination: { kind: 'file', path: placed(name), root: null },
        sha256: sha256(bodies[name]),
        bytes: null,
        about: null,
      },
      {
        store,
        settings: fetchSettings({}),
        signal: new AbortController().signal,
        onTransfer: () => undefined,
      },
    );
  }

  const names = (pruned: readonly Pruned[]): (string | null)[] => pruned.map(({ model }) => model);

  it('removes nothing that a manifest asks for', async () => {
    assert.deepEqual(await prune(store, { dryRun: false }), []);
  });

  it('removes what no manifest declares any more, and what belonged to manifests that are gone', async () => {
    declare('models.yaml', 'b');
    unlinkSync(manifest('other.models.yaml'));
    const pruned = await prune(store, { dryRun: false });
    assert.deepEqual(names(pruned), ['a', 'c']);
    assert.match(pruned[0]!.reason, /models\.yaml does not declare it any more/);
    assert.match(pruned[1]!.reason, /other\.models\.yaml is gone/);
    assert.deepEqual([existsSync(blob('a')), existsSync(blob('b')), existsSync(blob('c'))], [false, true, false]);
    assert.deepEqual(await prune(store, { dryRun: false }), []);
  });

  it('leaves the files of projects alone, and counts what becomes free', async () => {
    declare('models.yaml', 'b');
    rmSync(manifest('other.models.yaml'));
    rmSync(placed('c'));
    const freed = new Map((await prune(store, { dryRun: false })).map(({ model, freed: bytes }) => [model, bytes]));
    assert.deepEqual(readFileSync(placed('a')), bodies.a);
    assert.deepEqual([freed.get('a'), freed.get('c')], [0, bodies.c.length]);
  });

  it('removes earlier versions of what is still asked for', async () => {
    writeFileSync(
      manifest('models.yaml'),
      JSON.stringify({
        models: { a: { url: 'https://x.example/a', sha256: 'f'.repeat(64) }, b: { url: 'https://x.example/b' } },
      }),
    );
    assert.deepEqual(names(await prune(store, { dryRun: false })), ['a']);
  });

  it('only tells with a dry run', async () => {
    rmSync(manifest('models.yaml'));
    assert.deepEqual(names(await prune(store, { dryRun: true })), ['a', 'b']);
    assert.ok(existsSync(blob('a')));
  });

  it('keeps what a link of a project leads to', async () => {
    rmSync(placed('a'));
    symlinkSync(blob('a'), placed('a'));
    await rememberFile(store.paths, placed('a'), sha256(bodies.a), 'symbolic-link');
    rmSync(manifest('models.yaml'));
    assert.deepEqual(names(await prune(store, { dryRun: false })), ['b']);
    assert.deepEqual(readFileSync(placed('a')), bodies.a);
  });

  it('removes downloads that nobody goes on with, and no others', async () => {
    const [old, fresh] = [store.paths.part('a'.repeat(40)), store.paths.part('b'.repeat(40))];
    for (const path of [old, fresh]) writeFileSync(path, 'x');
    const before = Date.now() / 1000 - 8 * 24 * 3600;
    utimesSync(old, before, before);
    assert.deepEqual(
      (await prune(store, { dryRun: false })).map(({ path }) => path),
      [old],
    );
    assert.ok(!existsSync(old) && existsSync(fresh));
  });

  it('removes nothing when a manifest is there and cannot be read', async () => {
    rmSync(manifest('models.yaml'));
    mkdirSync(manifest('models.yaml'));
    await assert.rejects(prune(store, { dryRun: false }), /EISDIR/);
    assert.ok(existsSync(blob('a')));
  });
});
