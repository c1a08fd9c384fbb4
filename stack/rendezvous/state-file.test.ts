import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownIdentity } from '../process/identity';
import { hasLivingAgents, readState, StateWriter, type SavedState } from './state-file';

describe('the state file', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'state-'));
    path = join(directory, 'state.json');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const state = (restarts: number): SavedState => ({
    version: 1,
    stackId: 'x',
    file: '/x.yaml',
    projectRoot: '/',
    wanted: true,
    startedAt: 1,
    agents: [{ name: 'A', wanted: true, restarts, run: null }],
  });

  it('holds the newest of many writes, is private, and leaves no drafts', async () => {
    const writer = new StateWriter(path);
    let count = 0;
    await Promise.all(Array.from({ length: 50 }, () => writer.write(() => state(++count))));
    assert.equal((await readState(path))?.agents[0]?.restarts, count);
    assert.ok(count < 10, 'writes that wait are written together');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(directory), ['state.json']);
  });

  it('is on disk with what was true when the write was asked for', async () => {
    const writer = new StateWriter(path);
    let restarts = 0;
    for (let round = 1; round <= 20; round++) {
      restarts = round;
      void writer.write(() => state(restarts)).catch(() => undefined);
      await writer.write(() => state(restarts));
      assert.ok((await readState(path))!.agents[0]!.restarts >= round);
    }
  });

  it('goes on after a write that failed', async () => {
    const writer = new StateWriter(join(directory, 'missing', 'state.json'));
    await assert.rejects(writer.write(() => state(1)));
    await assert.rejects(
      writer.write(() => state(2)),
      /ENOENT/,
    );
  });

  it('is nothing when it is damaged or of another version', async () => {
    for (const text of ['', '{', 'null', '{"version":2,"agents":[]}', '{"version":1}']) {
      writeFileSync(path, text);
      assert.equal(await readState(path), null, text);
    }
  });

  it('tells living agents from those whose pid is another process’s now', async () => {
    const own = await ownIdentity();
    const run = {
      cookie: 'c',
      startedAt: 0,
      readyAt: null,
      logOffset: 0,
      fingerprint: '',
      environmentNames: [],
      lastProbe: null,
    };
    const withLeader = (leader: typeof own) => ({
      ...state(0),
      agents: [{ name: 'A', wanted: true, restarts: 0, run: { ...run, leader } }],
    });
    assert.equal(await hasLivingAgents(withLeader(own)), true);
    assert.equal(await hasLivingAgents(withLeader({ ...own, startTicks: 'before' })), false);
  });
});
