import { open, stat } from 'node:fs/promises';
import type { Prober, ProbeResult } from './probe-result';
import { quote } from './status-words';

const CHUNK_BYTES = 256 * 1024;
/** Read at most this much in one check; the next check goes on from there. */
const CHECK_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * Healthy once the agent's log holds the pattern (a plain substring), for the rest of this start: a log tells that an agent
 * became ready, not that it still is.
 */
export class LogProber implements Prober {
  readonly #file: string | undefined;
  readonly #pattern: Buffer;
  #offset: number;
  #carry = Buffer.alloc(0);
  #seen: boolean;

  constructor(file: string | undefined, offset: number, pattern: string | undefined, seen = false) {
    this.#seen = seen;
    this.#file = file;
    this.#offset = offset;
    this.#pattern = Buffer.from(pattern ?? '');
  }

  async check(signal?: AbortSignal): Promise<ProbeResult> {
    const started = performance.now();
    signal?.throwIfAborted();
    const pattern = quote(this.#pattern.toString());
    const finish = (verdict: ProbeResult['verdict'], detail: string): ProbeResult => {
      return { verdict, kind: 'log', port: null, latencyMs: performance.now() - started, detail };
    };
    if (this.#pattern.length === 0) return finish('unhealthy', 'the startup file gives the log probe no pattern');
    if (!this.#file) return finish('unreachable', 'there is no log to look into');
    try {
      this.#seen ||= await this.#search(this.#file, signal);
    } catch (error) {
      signal?.throwIfAborted();
      return finish('unreachable', `the log cannot be read: ${(error as Error).message}`);
    }
    return this.#seen
      ? finish('healthy', `the log says "${pattern}"`)
      : finish('unreachable', `the log does not say "${pattern}" yet`);
  }

  async #search(file: string, signal: AbortSignal | undefined): Promise<boolean> {
    if ((await stat(file)).size < this.#offset) {
      // Rotated: what was written before is in the copy, and not all of it may have been looked at.
      const copy = `${file}.1`;
      const copied = await stat(copy).catch(() => null);
      if (copied && copied.size >= this.#offset && (await this.#searchOn(copy, signal))) return true;
      this.#offset = 0;
    }
    return this.#searchOn(file, signal);
  }

  async #searchOn(file: string, signal: AbortSignal | undefined): Promise<boolean> {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const end = Math.min(size, this.#offset + CHECK_LIMIT_BYTES);
      while (this.#offset < end) {
        signal?.throwIfAborted();
        const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, end - this.#offset));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.#offset);
        if (bytesRead === 0) break;
        this.#offset += bytesRead;
        const text = Buffer.concat([this.#carry, chunk.subarray(0, bytesRead)]);
        if (text.includes(this.#pattern)) return true;
        this.#carry = Buffer.from(text.subarray(Math.max(0, text.length - this.#pattern.length + 1)));
      }
      return false;
    } finally {
      await handle.close();
    }
  }
}
