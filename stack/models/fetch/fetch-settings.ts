import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyEnvironment } from '../http/proxy';
import { freeBytes, type FreeBytes } from './disk-space';
import type { FetchFailure } from './failure';
import type { Patience } from './persistent-download';

/** How files are fetched; everything that tests and policies change. */
export interface FetchSettings {
  readonly patience: Patience;
  /** Longest silence of a server, in milliseconds. */
  readonly idleMs: number;
  /** How often another process that fetches the same file is looked at, in milliseconds. */
  readonly lookMs: number;
  readonly free: FreeBytes;
  /** Proxies, `HF_TOKEN`. */
  readonly environment: ProxyEnvironment;
  /** One line for a log; never with a token in it. */
  readonly log: (line: string) => void;
}

/** What a transfer is at. */
export interface TransferProgress {
  readonly state: 'checking' | 'fetching' | 'waiting';
  readonly bytesDone: number;
  readonly bytesTotal: number | null;
  /** What holds it up; null when nothing does. */
  readonly note: string | null;
}

export type OnTransfer = (progress: TransferProgress) => void;

/** How often a try that failed is followed by another one, unless somebody says otherwise. */
export const DEFAULT_RETRIES = 5;

/** The settings of the product; `retries` in a row without a new byte. */
export function fetchSettings(environment: ProxyEnvironment, retries = DEFAULT_RETRIES): FetchSettings {
  return {
    patience: { retries, firstDelayMs: 500, longestDelayMs: 30_000, random: Math.random, sleep: quietSleep },
    idleMs: 30_000,
    lookMs: 300,
    free: freeBytes,
    environment,
    log: () => undefined,
  };
}

/** Resolves early, and does not reject, when the signal is aborted. */
async function quietSleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

export function retryNote(failure: FetchFailure, delayMs: number): string {
  const when = delayMs < 1500 ? 'tried again at once' : `tried again in ${Math.round(delayMs / 1000)} s`;
  return `${failure.message}; ${when}`;
}
