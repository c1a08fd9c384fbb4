import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LineReader, shown, type LineReaderOptions } from './line-reader';
import { rotatedFiles } from './log-file';

const CHUNK_BYTES = 64 * 1024;
/** As much of what was read last is remembered, to find the place again in a file that was rotated away. */
const FINGERPRINT_BYTES = 256;

export interface FollowOptions extends Pick<LineReaderOptions, 'mask'> {
  /** Byte offset to begin at; the present end when absent. */
  readonly from?: number;
  /** Milliseconds between two looks. Default 150. */
  readonly pollMs?: number;
}

/**
 * Calls `onLine` for every line that is written from now on, until `signal` is aborted; then it resolves. Waits for a log that does
 * not exist yet. When the log is rotated, what was written before is read to its end in the rotated file; when it was truncated or
 * replaced by somebody else, reading begins anew. Polls, because change notifications are not to be had on network file systems and
 * get lost under load.
 */
export async function follow(
  file: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
  options: FollowOptions = {},
): Promise<void> {
  const reader = new LineReader((line) => onLine(shown(line)), options);
  const follower = new Follower(file, reader, signal);
  await follower.begin(options.from ?? null);
  while (!signal.aborted) {
    await follower.look();
    await delay(options.pollMs ?? 150, undefined, { signal }).catch(() => undefined);
    reader.flushStale();
  }
  reader.flush();
}

class Follower {
  readonly #file: string;
  readonly #reader: LineReader;
  readonly #signal: AbortSignal;
  #offset = 0;
  #inode: number | null = null;
  /** Which file `.1` is, read to its end or older than what is read: another one there means that the log was rotated. */
  #newest: string | null = null;
  /** The last bytes before the offset. */
  #last: Buffer = Buffer.alloc(0);

  constructor(file: string, reader: LineReader, signal: AbortSignal) {
    this.#file = file;
    this.#reader = reader;
    this.#signal = signal;
  }

  /** Starts at an offset, or at the present end. */
  async begin(from: number | null): Promise<void> {
    this.#newest = await identityOf(`${this.#file}.1`);
    await this.#withFile(this.#file, async (handle) => {
      const { size, ino } = await handle.stat();
      this.#offset = from ?? size;
      this.#inode = ino;
      this.#last = await bytesBefore(handle, Math.min(this.#offset, size));
    });
  }

  async look(): Promise<void> {
    let newest = await identityOf(`${this.#file}.1`);
    // For an instant of a rotation there is none; there is none either when somebody tidied up.
    if (newest !== null && newest !== this.#newest) {
      await this.#readRotated();
      newest = this.#newest;
    }
    await this.#withFile(this.#file, async (handle) => {
      const { size, ino } = await handle.stat();
      const isAnother = this.#inode !== null && ino !== this.#inode;
      if (isAnother || size < this.#offset || (size > this.#offset && !(await this.#isPlace(handle)))) {
        // Rotated this very moment? The next look finds out.
        const now = await identityOf(`${this.#file}.1`);
        if (now !== null && now !== this.#newest) return;
        this.#restart(); // truncated or replaced by somebody else
      }
      this.#inode = ino;
      // Between a look and a read it may have been emptied and filled anew.
      await this.#read(handle, async () => (await identityOf(`${this.#file}.1`)) === newest);
    });
  }

  /** Reads to its end what was the log before, and whatever was rotated after that. */
  async #readRotated(): Promise<void> {
    const rotated = await openRotated(this.#file);
    try {
      const known = rotated.findIndex(({ identity }) => identity === this.#newest);
      for (const [index, { handle, identity }] of rotated.slice(known + 1).entries()) {
        if (index > 0 || !(await this.#isPlace(handle))) this.#restart();
        await this.#read(handle);
        this.#newest = identity;
      }
      this.#restart();
    } finally {
      for (const { handle } of rotated) await handle.close();
    }
  }

  async #isPlace(handle: FileHandle): Promise<boolean> {
    const { size } = await handle.stat();
    return size >= this.#offset && (await bytesBefore(handle, this.#offset)).equals(this.#last);
  }

  #restart(): void {
    this.#offset = 0;
    this.#last = Buffer.alloc(0);
  }

  /** Reads to the end; what was read is only used while `isSame` says that it still is what it was taken for. */
  async #read(handle: FileHandle, isSame: () => Promise<boolean> = () => Promise.resolve(true)): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    while (!this.#signal.aborted) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.#offset);
      if (bytesRead === 0 || !(await isSame())) return;
      const bytes = chunk.subarray(0, bytesRead);
      this.#reader.push(bytes);
      this.#offset += bytesRead;
      this.#last = Buffer.concat([this.#last, bytes.subarray(-FINGERPRINT_BYTES)]).subarray(-FINGERPRINT_BYTES);
    }
  }

  /** Does nothing when there is no such file. */
  async #withFile(file: string, act: (handle: FileHandle) => Promise<void>): Promise<void> {
    const handle = await open(file, 'r').catch(() => null);
    if (!handle) return;
    try {
      await act(handle);
    } finally {
      await handle.close();
    }
  }
}

async function bytesBefore(handle: FileHandle, offset: number): Promise<Buffer> {
  const length = Math.min(FINGERPRINT_BYTES, offset);
  const bytes = Buffer.alloc(length);
  await handle.read(bytes, 0, length, offset - length);
  return bytes;
}

interface Rotated {
  readonly handle: FileHandle;
  readonly identity: string;
}

/** How often the files are opened anew because they moved up meanwhile, which takes an instant. */
const MOST_TRIES = 20;

/** The rotated files, oldest first. */
async function openRotated(file: string): Promise<Rotated[]> {
  for (let attempt = 1; ; attempt++) {
    const before = await identityOf(`${file}.1`);
    const opened: Rotated[] = [];
    let moved = before === null;
    for (const part of await rotatedFiles(file)) {
      const handle = await open(part, 'r').catch(() => null);
      if (handle) opened.push({ handle, identity: identityFrom(await handle.stat()) });
      else moved = true;
    }
    if ((!moved && (await identityOf(`${file}.1`)) === before) || attempt === MOST_TRIES) return opened;
    for (const { handle } of opened) await handle.close();
    await delay(1);
  }
}

/** Null when there is no such file. */
async function identityOf(file: string): Promise<string | null> {
  return stat(file).then(identityFrom, () => null);
}

function identityFrom({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}
