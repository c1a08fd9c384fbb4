import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { Clock } from '../process/clock';
import { systemClock } from '../process/clock';
import { ProcessFamily } from '../process/family';
import { SocketBell } from './socket-bell';

const LONG_MS = 20_000;
const forever = new AbortController().signal;

function familyOf(pid: number): ProcessFamily {
  return new ProcessFamily('cookie', { pid, startTicks: '1' });
}

describe('SocketBell', () => {
  it('wakes those who wait for an agent as soon as it has another socket, and nobody else', async () => {
    const sockets = new Map([
      [1, ''],
      [2, ''],
    ]);
    const bell = new SocketBell(systemClock, (pid) => sockets.get(pid) ?? null);
    const stop = new AbortController();
    const woken: number[] = [];
    const first = bell.wait(familyOf(1), LONG_MS, stop.signal).then(() => woken.push(1));
    const second = bell.wait(familyOf(2), LONG_MS, stop.signal).then(() => woken.push(2));
    sockets.set(1, 'socket:[77]');
    await first;
    assert.deepEqual(woken, [1]);
    stop.abort();
    await second;
  });

  it('rings again a little later, since a socket is not listened on at once, but not for ever', async () => {
    let now = 0;
    const clock: Clock = {
      now: () => now,
      wallTime: () => now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          signal?.addEventListener('abort', () => resolve(), { once: true });
          if (ms === LONG_MS) return; // only the bell ends these
          setImmediate(() => {
            now += ms;
            resolve();
          });
        }),
    };
    const bell = new SocketBell(clock, () => 'socket:[1]');
    const family = familyOf(1);
    const rings: number[] = [];
    for (let round = 0; round < 5; round++) {
      await bell.wait(family, LONG_MS, forever);
      rings.push(now);
    }
    assert.deepEqual(
      [...rings].sort((a, b) => a - b),
      rings,
    );
    assert.ok(rings[4]! <= 400, `rang at ${rings.join(', ')}`);
  });

  it('waits its time where nobody can tell', async () => {
    const before = performance.now();
    await new SocketBell(systemClock, () => null).wait(familyOf(1), 30, forever);
    assert.ok(performance.now() - before >= 29);
  });

  it('looks at real processes', async function () {
    if (process.platform !== 'linux') this.skip();
    const bell = new SocketBell(systemClock);
    const family = familyOf(process.pid);
    // Whatever this process holds already is news once.
    for (let round = 0; round < 5; round++) await bell.wait(family, 300, forever);
    const waiting = bell.wait(family, LONG_MS, forever);
    const server = createServer();
    const before = performance.now();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await waiting;
    server.close();
    assert.ok(performance.now() - before < LONG_MS / 2);
  });
});
