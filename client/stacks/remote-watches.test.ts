import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import type { RemotePlace } from '@agent-preflight/stack/remote/watch-startup-file';
import type { WatchedStack } from '@agent-preflight/stack/remote/watched-stack';
import { agentSnapshot, declaredAgent, declaredStack, stackSnapshot } from '../stack-view/testing';
import { RemoteWatch } from './remote-watch';
import { RemoteWatches, type WatchMemory } from './remote-watches';

const place: RemotePlace = { kind: 'compose', name: 'voice', namespace: null };
const declared = declaredStack([declaredAgent('A')]);
const { file } = declared;

class FakeWatched implements WatchedStack {
  isClosed = false;
  private listener: (snapshot: StackSnapshot) => void = () => undefined;
  constructor(private current: StackSnapshot = stackSnapshot([agentSnapshot('A')])) {}
  snapshot = () => this.current;
  onDidChange = (listener: (snapshot: StackSnapshot) => void) => ((this.listener = listener), () => undefined);
  onDidClose = () => () => undefined;
  dispose = () => void (this.isClosed = true);
  say(snapshot: StackSnapshot): void {
    this.current = snapshot;
    this.listener(snapshot);
  }
}

/** Kept as VS Code keeps it: as JSON. */
class FakeMemory implements WatchMemory {
  private readonly values = new Map<string, string>();
  get = (key: string): unknown => JSON.parse(this.values.get(key) ?? 'null') as unknown;
  update = (key: string, value: unknown) => Promise.resolve(void this.values.set(key, JSON.stringify(value)));
}

describe('stacks that are watched elsewhere', () => {
  let opened: FakeWatched[];
  let refusal: Error | null;
  let changes: number;
  let reports: string[];
  let memory: FakeMemory;
  let watches: RemoteWatches;

  const open = async (): Promise<WatchedStack> => {
    await turn();
    if (refusal) throw refusal;
    const stack = new FakeWatched();
    opened.push(stack);
    return stack;
  };
  /** As a window does that has just been opened. */
  const create = () =>
    new RemoteWatches(open, memory, { changed: () => changes++, report: (message) => reports.push(message) });
  const settle = async () => {
    for (let turns = 0; turns < 5; turns++) await turn();
  };

  beforeEach(() => {
    [opened, refusal, changes, reports] = [[], null, 0, []];
    memory = new FakeMemory();
    watches = create();
  });
  afterEach(() => watches.dispose());

  it('are none until somebody asks', async () => {
    watches.update([declared]);
    await settle();
    assert.deepEqual([watches.find(file), opened.length], [undefined, 0]);
  });

  it('are shown as they change, until that is taken back', async () => {
    await watches.watch(file, place);
    assert.equal(watches.find(file)?.snapshot?.agents[0]?.state, 'ready');
    const before = changes;
    opened[0]!.say(stackSnapshot([agentSnapshot('A', { state: 'failed' })]));
    assert.equal(changes, before + 1);
    assert.equal(watches.find(file)?.snapshot?.agents[0]?.state, 'failed');
    await watches.stop(file);
    assert.deepEqual([watches.find(file), opened[0]!.isClosed], [undefined, true]);
    assert.equal(changes, before + 2);
  });

  it('are remembered by the next window, and forgotten once they are watched no longer', async () => {
    await watches.watch(file, place);
    watches.dispose();
    watches = create();
    watches.update([declared]);
    await settle();
    assert.deepEqual([watches.find(file)?.place, opened.length], [place, 2]);
    assert.ok(watches.find(file)?.snapshot);
    await watches.stop(file);
    watches.dispose();
    watches = create();
    watches.update([declared]);
    await settle();
    assert.deepEqual([watches.find(file), opened.length], [undefined, 2]);
  });

  it('are not watched, nor remembered, when nobody there can be asked', async () => {
    refusal = new Error('docker is not installed here');
    await assert.rejects(watches.watch(file, place), /not installed/);
    assert.equal(watches.find(file), undefined);
    refusal = null;
    watches.update([declared]);
    await settle();
    assert.equal(opened.length, 0);
  });

  it('stay as they were when another place cannot be asked', async () => {
    await watches.watch(file, place);
    refusal = new Error('the cluster cannot be asked');
    await assert.rejects(watches.watch(file, { kind: 'kubernetes', name: 'voice', namespace: null }), /cluster/);
    assert.deepEqual([watches.find(file)?.place.kind, opened[0]!.isClosed], ['compose', false]);
  });

  it('say what is in the way when what was remembered cannot be asked', async () => {
    await watches.watch(file, place);
    watches.dispose();
    refusal = new Error('docker does not answer');
    watches = create();
    watches.update([declared]);
    await settle();
    assert.deepEqual(watches.find(file)?.state, { place, complaint: 'docker does not answer' });
    assert.deepEqual(reports, [`${file}: docker does not answer`]);
  });

  it('are looked at anew when the file declares other agents, and only then', async () => {
    await watches.watch(file, place);
    watches.update([declared]);
    watches.update([declaredStack([declaredAgent('A')])]);
    await settle();
    assert.equal(opened.length, 1);
    watches.update([declaredStack([declaredAgent('A'), declaredAgent('B')])]);
    await settle();
    assert.deepEqual(
      opened.map(({ isClosed }) => isClosed),
      [true, false],
    );
  });

  it('are let go of while their file is not there', async () => {
    await watches.watch(file, place);
    watches.update([]);
    assert.deepEqual([watches.find(file), opened[0]!.isClosed], [undefined, true]);
    watches.update([declared]);
    await settle();
    assert.ok(watches.find(file)?.snapshot);
  });

  it('are not taken from a memory of another shape', async () => {
    for (const odd of ['text', { [file]: null }, { [file]: { kind: 'mainframe', name: 'x', namespace: null } }]) {
      await memory.update('watchedStacks', odd);
      watches.update([declared]);
    }
    await settle();
    assert.equal(opened.length, 0);
  });

  it('are tried again by themselves, and come up', async () => {
    refusal = new Error('docker does not answer');
    let told: (() => void) | null = null;
    const watch = new RemoteWatch(file, place, open, () => told?.(), 1);
    await watch.persist();
    assert.equal(watch.state.complaint, 'docker does not answer');
    refusal = null;
    await new Promise<void>((resolve) => {
      told = () => watch.snapshot && resolve();
    });
    assert.equal(watch.state.complaint, null);
    watch.dispose();
    assert.equal(opened.at(-1)?.isClosed, true);
  });

  it('let go of a connection that comes when it is wanted no more', async () => {
    const watch = new RemoteWatch(file, place, open, () => assert.fail('nothing is to be told'));
    const opening = watch.open();
    watch.dispose();
    await opening;
    assert.deepEqual([opened[0]?.isClosed, watch.snapshot], [true, null]);
  });
});
