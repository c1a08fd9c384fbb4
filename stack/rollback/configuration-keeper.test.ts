import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackDefinition } from '../definition/read';
import { planStack } from '../plan/plan-stack';
import { changedFiles } from './configuration';
import { ConfigurationKeeper, type Standing } from './configuration-keeper';
import { ConfigurationStore } from './configuration-store';

describe('keeping configurations', () => {
  let root: string;
  let state: string;
  let store: ConfigurationStore;
  let keeper: ConfigurationKeeper;
  let standing: Standing;
  let ring: () => void;

  const startup = 'agents:\n  A: {script_path: a.py}\n  B: {script_path: b.py, required: false}\n';
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'keeper-')));
    state = join(root, 'state');
    mkdirSync(state);
    write('startup.yaml', startup);
    write('a.py', 'import shared\n');
    write('b.py', '');
    write('shared.py', 'VALUE = 1\n');
    store = new ConfigurationStore(state);
    standing = { state: 'starting', agents: [], environmentNames: ['PATH', 'A_TOKEN'] };
    let changed = new Promise<void>((resolve) => (ring = resolve));
    keeper = new ConfigurationKeeper({
      store,
      standing: () => standing,
      changed: async (signal) => {
        const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        await Promise.race([changed, aborted]);
        changed = new Promise<void>((resolve) => (ring = resolve));
      },
      publish: () => undefined,
      log: (line) => assert.fail(line),
    });
  });
  afterEach(() => {
    keeper.close();
    rmSync(root, { recursive: true, force: true });
  });

  function plan() {
    const file = join(root, 'startup.yaml');
    const definition = readStackDefinition({ file, text: readFileSync(file, 'utf8') });
    return planStack(definition, { projectRoot: root, environment: {} });
  }
  const agents = (startedAt: number): Standing['agents'] =>
    ['A', 'B'].map((name) => ({
      name,
      wanted: true,
      required: name === 'A',
      state: 'ready',
      outdated: false,
      startedAt,
    }));
  const start = (now: number) => keeper.starting(plan(), null, now);
  const becomeReady = async (startedAt: number, running: Promise<void>) => {
    standing = { ...standing, state: 'ready', agents: agents(startedAt) };
    ring();
    await running;
  };

  it('remembers what was ready, offers it while something else is tried, and no more once that is ready', async () => {
    standing = { ...standing, state: 'ready', agents: agents(1000) };
    await start(1000);
    assert.equal(keeper.lastGood, null);
    const [good] = await store.list();
    assert.deepEqual(
      good?.files.map(({ path }) => path).sort(),
      ['a.py', 'b.py', 'shared.py', 'startup.yaml'].map((file) => join(root, file)),
    );
    assert.deepEqual(good.environmentNames, ['A_TOKEN', 'PATH']);

    write('shared.py', 'VALUE = \n');
    standing = { ...standing, state: 'failed' };
    const trying = start(2000);
    while (keeper.lastGood === null) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual((keeper as Pick<ConfigurationKeeper, 'lastGood'>).lastGood?.changedFiles, ['shared.py']);
    await becomeReady(2001, trying);
    assert.equal(keeper.lastGood, null);
    const kept = await store.list();
    assert.deepEqual(
      kept.map(({ readyAt }) => readyAt !== null),
      [true, true],
    );
    assert.deepEqual(changedFiles(kept[1]!, kept[0]!), [join(root, 'shared.py')]);
    assert.equal(
      (await store.content(kept[1]!.files.find(({ path }) => path.endsWith('shared.py'))!.sha256)).toString(),
      'VALUE = 1\n',
    );
  });

  it('does not take for good what runs on with another content than what is there now', async () => {
    standing = { ...standing, state: 'ready', agents: agents(1000) };
    await start(1000);
    write('a.py', 'import shared\nbroken(\n');
    const trying = start(2000); // nothing is restarted: A runs what it was started with
    while (keeper.lastGood === null) await new Promise((resolve) => setImmediate(resolve));
    ring();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(keeper.lastGood?.changedFiles, ['a.py']);
    keeper.close();
    await trying;
    assert.deepEqual(
      (await store.list()).map(({ readyAt }) => readyAt !== null),
      [false, true],
    );
  });

  it('keeps files readable by this user alone, once each, and no more configurations than it should', async () => {
    for (let version = 0; version < 14; version++) {
      write('shared.py', `VALUE = ${version}\n`);
      standing = { ...standing, state: 'ready', agents: agents(version * 10 + 5) };
      await start(version * 10);
    }
    const kept = await store.list();
    assert.equal(kept.length, 10);
    const objects = readdirSync(join(state, 'configurations', 'objects'));
    assert.equal(objects.length, 10 + 3);
    for (const file of [...objects.map((name) => join('objects', name)), 'index.json']) {
      assert.equal(statSync(join(state, 'configurations', file)).mode & 0o777, 0o600, file);
    }
  });

  it('starts anew where its index is damaged, and gives no damaged content', async () => {
    standing = { ...standing, state: 'ready', agents: agents(1000) };
    await start(1000);
    const { sha256 } = (await store.list())[0]!.files[0]!;
    writeFileSync(join(state, 'configurations', 'objects', sha256), 'other');
    await assert.rejects(store.content(sha256), /is damaged/);
    writeFileSync(join(state, 'configurations', 'index.json'), '{');
    assert.deepEqual(await store.list(), []);
  });
});
