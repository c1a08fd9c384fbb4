import assert from 'node:assert/strict';
import { CalmTimer } from './calm-timer';

describe('a calm timer', () => {
  it('waits until nothing has happened for a while, and does its work once', async () => {
    const done: number[] = [];
    const start = performance.now();
    await new Promise<void>((resolve) => {
      const timer = new CalmTimer(60, 10_000, () => {
        done.push(performance.now() - start);
        resolve();
      });
      timer.request();
      timer.request();
      setTimeout(() => timer.disturb(), 30);
    });
    assert.equal(done.length, 1);
    assert.ok((done[0] ?? 0) >= 85, `after ${done[0]} ms`);
  });

  it('loses its patience where it never gets calm', async () => {
    const start = performance.now();
    const passed = await new Promise<number>((resolve) => {
      const timer = new CalmTimer(2_000, 80, () => {
        clearInterval(disturbing);
        resolve(performance.now() - start);
      });
      const disturbing = setInterval(() => timer.disturb(), 10);
      timer.request();
    });
    assert.ok(passed < 1_500, `after ${passed} ms`);
  });

  it('keeps away for as long as it is held, patience or not', async () => {
    const start = performance.now();
    const passed = await new Promise<number>((resolve) => {
      const timer = new CalmTimer(1, 1, () => resolve(performance.now() - start));
      timer.request();
      timer.hold(60);
    });
    assert.ok(passed >= 55, `after ${passed} ms`);
  });

  it('does nothing that was not asked for, or was called off', async () => {
    let done = 0;
    const timer = new CalmTimer(1, 1, () => done++);
    timer.disturb();
    timer.request();
    timer.cancel();
    await new Promise<void>((resolve) => new CalmTimer(20, 20, resolve).request());
    assert.equal(done, 0);
  });
});
