import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is truthy, and returns it.
 *
 * @param what completes the sentence "gave up waiting for …"; a function is asked at the end, for details of that moment
 * @param ask a rejection counts as "not yet"; the last one is part of the error
 * @param timeoutMs in milliseconds
 */
export async function until<T>(
  what: string | (() => string),
  ask: () => Promise<T> | T,
  timeoutMs = 15_000,
): Promise<Exclude<T, undefined | null | false | 0 | ''>> {
  const deadline = Date.now() + timeoutMs;
  let reason = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer as Exclude<T, undefined | null | false | 0 | ''>;
      reason = '';
    } catch (error) {
      reason = `; last error: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (Date.now() > deadline) {
      throw new Error(`gave up waiting for ${typeof what === 'string' ? what : what()} after ${timeoutMs} ms${reason}`);
    }
    await delay(40);
  }
}
