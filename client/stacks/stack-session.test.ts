import assert from 'node:assert/strict';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { agentSnapshot, stackSnapshot } from '../stack-view/testing';
import type { Launcher, StackLink } from './launcher';
import { StackSession, type SessionTiming } from './stack-session';

const up = stackSnapshot([agentSnapshot('A')]);
const stopped = stackSnapshot([agentSnapshot('A', { state: 'stopped', wanted: false })], {
  state: 'stopped',
  wanted: false,
  revision: 2,
});

/** A supervisor, as far as a session can tell. */
class FakeLink {
  readonly changes: ((snapshot: StackSnapshot) => void)[] = [];
  readonly closes: (() => void)[] = [];
  disposed = false;
  constructor(private current: StackSnapshot) {}
  snapshot = () => this.current;
  onDidChange = (listener: (snapshot: StackSnapshot) => void) => (this.changes.push(listener), () => undefined);
  onDidClose = (listener: () => void) => (this.closes.push(listener), () => undefined);
  dispose = () => void (this.disposed = true);
  say(snapshot: StackSnapshot): void {
    this.current = snapshot;
    for (const listener of this.changes) listener(snapshot);
  }
  die(): void {
    for (const listener of this.closes) listener();
  }
}

class FakeLauncher implements Launcher {
  /** What the next attempts to attach find, first one first. */
  readonly running: (FakeLink | null | Error)[] = [];
  readonly started: FakeLink[] = [];
  attempts = 0;

  async attach(): Promise<StackLink | null> {
    this.attempts++;
    await turn();
    const found = this.running.shift() ?? null;
    if (found instanceof Error) throw found;
    return found as unknown as StackLink | null;
  }

  async attachOrStart(): Promise<StackLink> {
    await turn();
    const link = new FakeLink(up);
    this.started.push(link);
    return link as unknown as StackLink;
  }
}

describe('a session with a stack', () => {
  let launcher: FakeLauncher;
  let reports: string[];
  let changes: number;
  let session: StackSession;

  function open(timing: Partial<SessionTiming> = {}): StackSession {
    const events = { changed: () => void changes++, report: (message: string) => void reports.push(message) };
    return new StackSession('/p/startup.yaml', launcher, events, {
      reattach: [1, 1],
      release: 10_000,
      quiet: 10_000,
      ...timing,
    });
  }

  beforeEach(() => {
    launcher = new FakeLauncher();
    reports = [];
    changes = 0;
    session = open();
  });
  afterEach(() => session.dispose());

  it('finds nothing where nothing runs, and starts nothing', async () => {
    assert.equal(await session.attach(), false);
    assert.equal(session.snapshot, null);
    assert.equal(launcher.started.length, 0);
  });

  it('shows what it finds, and what changes', async () => {
    const link = new FakeLink(up);
    launcher.running.push(link);
    assert.equal(await session.attach(), true);
    assert.equal(session.snapshot, up);
    link.say(stopped);
    assert.equal(session.snapshot, stopped);
    assert.equal(changes, 2);
  });

  it('makes one connection however many ask at once', async () => {
    const looking = session.attach();
    const [first, second] = await Promise.all([session.connect(), session.connect()]);
    assert.equal(await looking, false);
    assert.equal(first, second);
    assert.equal(launcher.started.length, 1);
  });

  it('keeps showing a stack whose supervisor is killed, and finds the next one', async () => {
    const killed = new FakeLink(up);
    const next = new FakeLink({ ...up, revision: 5 });
    launcher.running.push(killed);
    await session.attach();
    launcher.running.push(null, next);
    killed.die();
    assert.equal(session.snapshot, up);
    while (!session.current) await turn();
    assert.equal(session.snapshot?.revision, 5);
    killed.say(stopped);
    assert.equal(session.snapshot?.revision, 5, 'the old link has no say any more');
  });

  it('shows nothing when nobody is left after a supervisor was lost', async () => {
    const killed = new FakeLink(up);
    launcher.running.push(killed);
    await session.attach();
    killed.die();
    while (session.snapshot) await turn();
    assert.equal(launcher.attempts, 3);
  });

  it('does not look for a stack that was stopped before its supervisor ended', async () => {
    const link = new FakeLink(up);
    launcher.running.push(link);
    await session.attach();
    link.say(stopped);
    link.die();
    await turn();
    assert.equal(session.snapshot, null);
    assert.equal(launcher.attempts, 1);
  });

  it('lets a supervisor go whose stack stays stopped, and leaves it in peace for a while', async () => {
    session = open({ release: 5, quiet: 60 });
    const link = new FakeLink(stopped);
    launcher.running.push(link);
    await session.attach();
    while (!link.disposed) await delay(1);
    assert.equal(session.snapshot, null);
    await session.look();
    assert.equal(launcher.attempts, 1);
    while (launcher.attempts === 1) {
      await delay(5);
      await session.look();
    }
  });

  it('keeps a supervisor whose stack is started again in time', async () => {
    session = open({ release: 20 });
    const link = new FakeLink(stopped);
    launcher.running.push(link);
    await session.attach();
    link.say(up);
    await delay(40);
    assert.equal(link.disposed, false);
  });

  it('tells the same trouble once', async () => {
    launcher.running.push(new Error('no'), new Error('no'), new Error('other'));
    for (let look = 0; look < 3; look++) assert.equal(await session.attach(), false);
    assert.deepEqual(reports, ['/p/startup.yaml: Error: no', '/p/startup.yaml: Error: other']);
  });

  it('gives back a link that arrives after its end', async () => {
    const link = new FakeLink(up);
    launcher.running.push(link);
    const attaching = session.attach();
    session.dispose();
    assert.equal(await attaching, false);
    assert.equal(link.disposed, true);
  });
});
