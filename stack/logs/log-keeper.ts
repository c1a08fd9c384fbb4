import { rm, statfs, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LogMeasurements } from '../protocol/measurements';
import { rotatedFiles, sizeOf } from './log-file';
import { rotate, type RotateOptions } from './rotate';

const MEGABYTE = 1024 * 1024;
/** With less room than this on their disk, rotated files go; on a small disk, with less than this share of it. */
const SHORT_BYTES = 64 * MEGABYTE;
const SHORT_SHARE = 0.05;
/** With less room than this the logs themselves are emptied, before their agents cannot write any more. */
const CRITICAL_BYTES = 4 * MEGABYTE;
const CRITICAL_SHARE = 0.01;
/** People are told for so long after logs had to go, for the room that this made is soon filled again; in milliseconds. */
const TOLD_MS = 300_000;
/** Logs no larger than this would not help. */
const SMALL_BYTES = MEGABYTE;

export interface LogKeeperOptions {
  readonly limits: () => RotateOptions;
  readonly log: (line: string) => void;
  /** Logs that are looked after besides those of agents. */
  readonly also?: readonly string[];
  /** The disk of a directory; null when it cannot be told. The system's answer when absent. */
  readonly disk?: (directory: string) => Promise<Disk | null>;
}

export interface Disk {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

interface Counted {
  /** Of the log itself; null before the first look. */
  sizeBytes: number | null;
  /** Of its rotated files; null when they have to be looked at again. */
  rotatedBytes: number | null;
  retiredBytes: number;
  droppedBytes: number;
}

const NOTHING_COUNTED: Counted = { sizeBytes: null, rotatedBytes: null, retiredBytes: 0, droppedBytes: 0 };

/**
 * Keeps logs within their limits while agents write them, and keeps them from filling the disk. What goes wrong with one of them keeps
 * nobody from looking after the others, and is told once, not at every look.
 */
export class LogKeeper {
  readonly #options: LogKeeperOptions;
  readonly #counted = new Map<string, Counted>();
  /** What was last told, by what it is about. */
  readonly #told = new Map<string, string>();
  #problem: string | null = null;
  #shortAt = -Infinity;

  constructor(options: LogKeeperOptions) {
    this.#options = options;
  }

  /** What people should know about the logs as a whole; null when all is well. One line. */
  get problem(): string | null {
    return this.#problem;
  }

  measurements(file: string): LogMeasurements {
    const { sizeBytes, rotatedBytes, retiredBytes, droppedBytes } = this.#of(file);
    return { sizeBytes: sizeBytes === null ? null : sizeBytes + (rotatedBytes ?? 0), retiredBytes, droppedBytes };
  }

  /** Looks at each of these logs. Never rejects. */
  async look(agents: readonly string[]): Promise<void> {
    const files = [...agents, ...(this.#options.also ?? [])];
    for (const file of files) {
      await this.#guard(file, async () => {
        const counted = this.#of(file);
        const rotation = await rotate(file, this.#options.limits());
        if (rotation) {
          counted.retiredBytes += rotation.retiredBytes;
          counted.droppedBytes += rotation.droppedBytes;
          counted.rotatedBytes = null;
        }
        counted.sizeBytes = (await sizeOf(file)) ?? 0;
        counted.rotatedBytes ??= await rotatedSize(file);
      });
    }
    const [first] = files;
    if (first !== undefined) await this.#guard(dirname(first), () => this.#makeRoom(dirname(first), files));
  }

  /** Removes what it takes to have room on the disk again: the oldest rotated files first, over all logs. */
  async #makeRoom(directory: string, files: readonly string[]): Promise<void> {
    const look = this.#options.disk ?? diskOf;
    const disk = await look(directory);
    if (disk === null) return;
    const short = Math.min(SHORT_BYTES, disk.totalBytes * SHORT_SHARE);
    if (disk.freeBytes >= short) return this.#wellAgain(directory);
    const critical = Math.min(CRITICAL_BYTES, disk.totalBytes * CRITICAL_SHARE);
    const room = async () => (await look(directory))?.freeBytes ?? Infinity;
    let left = disk.freeBytes;
    for (let isMore = true; isMore && left < short;) {
      isMore = false;
      for (const file of files) {
        const [oldest] = await rotatedFiles(file);
        if (oldest === undefined) continue;
        isMore = true;
        await this.#drop(file, oldest, () => rm(oldest, { force: true }));
      }
      left = await room();
    }
    for (const file of files) {
      if (left >= critical) break;
      if (((await sizeOf(file)) ?? 0) <= SMALL_BYTES) continue;
      await this.#drop(file, file, () => truncate(file));
      left = await room();
    }
    this.#shortAt = performance.now();
    const megabytes = Math.floor(disk.freeBytes / MEGABYTE);
    this.#tell(directory, `the disk of ${directory} is nearly full (${megabytes} MB were left), so logs are cut short`);
  }

  #wellAgain(directory: string): void {
    if (this.#problem === null || performance.now() - this.#shortAt < TOLD_MS) return;
    this.#tell(directory, null);
  }

  async #drop(file: string, part: string, remove: () => Promise<void>): Promise<void> {
    const size = (await sizeOf(part)) ?? 0;
    await remove();
    const counted = this.#of(file);
    counted.droppedBytes += size;
    if (part === file) counted.sizeBytes = 0;
    else counted.rotatedBytes = null;
  }

  async #guard(about: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
      if (this.#told.delete(`${about}: failure`)) this.#options.log(`${about}: is looked after again`);
    } catch (error) {
      const text = String((error as Error).message);
      if (this.#told.get(`${about}: failure`) === text) return;
      this.#told.set(`${about}: failure`, text);
      this.#options.log(`${about}: cannot be kept within its limits: ${text}`);
    }
  }

  #tell(directory: string, problem: string | null): void {
    const was = this.#told.has(directory);
    this.#problem = problem;
    if (problem === null) {
      if (this.#told.delete(directory)) this.#options.log(`the disk of ${directory} has room again`);
      return;
    }
    if (!was) this.#options.log(problem);
    this.#told.set(directory, problem);
  }

  #of(file: string): Counted {
    let counted = this.#counted.get(file);
    if (!counted) this.#counted.set(file, (counted = { ...NOTHING_COUNTED }));
    return counted;
  }
}

async function rotatedSize(file: string): Promise<number> {
  let sum = 0;
  for (const part of await rotatedFiles(file)) sum += (await sizeOf(part)) ?? 0;
  return sum;
}

async function diskOf(directory: string): Promise<Disk | null> {
  return statfs(directory).then(
    ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, totalBytes: blocks * bsize }),
    () => null,
  );
}
