import type { IncomingMessage } from 'node:http';
import { FetchFailure } from './failure';

/** A server that asks for longer is not waited for in one go, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** What an answer other than 200 and 206 means. */
export function statusFailure({ statusCode = 0, headers }: IncomingMessage, where: string): FetchFailure {
  const answer = `${where} answers ${statusCode}`;
  switch (statusCode) {
    case 401:
    case 403: {
      const isHub = headers['x-error-code'] !== undefined || headers['x-repo-commit'] !== undefined;
      const remedy = isHub
        ? `${headers['x-error-code'] === 'GatedRepo' ? 'accept its terms on the hub, and ' : ''}set HF_TOKEN to a token that may read it`
        : 'it is not given to everybody, or the address has expired';
      return new FetchFailure('refused', `${answer}: ${remedy}`);
    }
    case 404:
    case 410:
      return new FetchFailure('absent', `${answer}: nothing is there (any more); correct its address in the manifest`);
    case 408:
    case 425:
    case 429:
      return new FetchFailure('busy', `${answer}: it asks for patience`, retryAfter(headers['retry-after']));
    default:
      if (statusCode >= 500) return new FetchFailure('busy', answer, retryAfter(headers['retry-after']));
      return new FetchFailure('protocol', `${answer}, which is no answer to a download`);
  }
}

/** Seconds or a date; null for neither. */
export function retryAfter(text: string | undefined, now = Date.now()): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS) : null;
}
