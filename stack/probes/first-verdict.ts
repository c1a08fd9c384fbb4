import { linkSignals } from '../process/linked-signal';
import { setTimeout as delay } from 'node:timers/promises';
import type { SocketProbeResult } from './probe-result';

/** The next question is asked as well when those before have not been answered by then. */
const HEDGE_MS = 300;
/** Once somebody gave a verdict, those asked in preference get this much longer: agents can take seconds to answer. */
const GRACE_MS = 2000;

export type Question = (signal: AbortSignal) => Promise<SocketProbeResult>;

export interface Chosen {
  /** Which question, 0-based. */
  readonly index: number;
  readonly result: SocketProbeResult;
}

/**
 * Asks in order of preference, each question a moment after the one before unless that was answered, and chooses the most preferred
 * verdict; where nobody gives one, the first answer that was merely `open`. Null when nobody answered. What is still being
 * asked then is given up. Rejects when `signal` is aborted.
 */
export async function firstVerdict(questions: readonly Question[], signal?: AbortSignal): Promise<Chosen | null> {
  const stop = new AbortController();
  const linked = linkSignals([signal, stop.signal]);
  const either = linked.signal;
  const running = new Map<number, Promise<void>>();
  const answers = new Map<number, SocketProbeResult>();
  let next = 0;
  let wakeAt = 0;
  const ask = (index: number) => {
    const answered = questions[index]!(either).then((result) => {
      running.delete(index);
      answers.set(index, result);
    });
    running.set(index, answered);
  };
  try {
    for (let graceGiven = false; ;) {
      signal?.throwIfAborted();
      const now = performance.now();
      const best = choose(answers, isVerdict);
      if (best) {
        const preferred = [...running.keys()].some((index) => index < best.index);
        if (!preferred || (graceGiven && now >= wakeAt)) return best;
        if (!graceGiven) wakeAt = now + GRACE_MS;
        graceGiven = true;
      } else if (next < questions.length && (running.size === 0 || now >= wakeAt)) {
        ask(next++);
        wakeAt = now + HEDGE_MS;
      } else if (running.size === 0) {
        return choose(answers, isOpen);
      }
      const timed = best !== null || next < questions.length;
      const timer = delay(Math.max(1, wakeAt - performance.now()), undefined, { signal: either }).catch(
        () => undefined,
      );
      await Promise.race(timed ? [...running.values(), timer] : running.values());
    }
  } finally {
    stop.abort();
    linked.release();
  }
}

/** The agent itself said how it is; silence until the time limit is no answer. */
function isVerdict({ outcome, verdict }: SocketProbeResult): boolean {
  return outcome === 'answered' && verdict !== 'open' && verdict !== 'unreachable';
}

function isOpen({ outcome, verdict }: SocketProbeResult): boolean {
  return outcome === 'answered' && verdict === 'open';
}

function choose(
  answers: ReadonlyMap<number, SocketProbeResult>,
  accept: (result: SocketProbeResult) => boolean,
): Chosen | null {
  const indexes = [...answers.keys()].sort((a, b) => a - b);
  const index = indexes.find((candidate) => accept(answers.get(candidate)!));
  return index === undefined ? null : { index, result: answers.get(index)! };
}
