import { createHash, type Hash } from 'node:crypto';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { writeJson } from '../store/json-file';

/** What has to be the same for a part to be gone on with. */
export interface PartOrigin {
  /** Strong entity tag of the answer; null without one. */
  readonly etag: string | null;
  /** `Last-Modified` of the answer, as sent. */
  readonly lastModified: string | null;
  /** Size of the whole, in bytes; null where the server did not say. */
  readonly total: number | null;
}

const READ_BYTES = 1024 * 1024;

/**
 * A file on its way: its bytes so far, their hash, and which version of the file they belong to. It is written from its end on, and may be
 * left at any instant.
 */
export class PartFile {
  #hash: Hash = createHash('sha256');
  #size = 0;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private origin: PartOrigin | null,
  ) {}

  /**
   * Opens what an earlier try left, or begins anew. What is there is read once for its hash.
   *
   * @param onRead is told how many bytes have been read so far.
   */
  static async open(
    path: string,
    signal: AbortSignal,
    onRead: (bytes: number) => void = () => undefined,
  ): Promise<PartFile> {
    const handle = await open(path, 'a+', 0o600);
    try {
      const part = new PartFile(path, handle, await readOrigin(path));
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, part.#size);
        if (bytesRead === 0) break;
        part.#hash.update(buffer.subarray(0, bytesRead));
        part.#size += bytesRead;
        onRead(part.#size);
      }
      return part;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Which version of the file the bytes belong to; null when nobody knows any more. */
  get version(): PartOrigin | null {
    return this.origin;
  }

  /** Adds to the end. Where the system takes only a part of it (a full disk), that part counts. The hash is worked out while the system writes. */
  async append(chunk: Buffer): Promise<void> {
    for (let rest = chunk; rest.length > 0;) {
      const before = this.#hash.copy();
      const writing = this.handle.write(rest);
      this.#hash.update(rest);
      const { bytesWritten } = await writing.catch((error: unknown) => {
        this.#hash = before;
        throw error;
      });
      if (bytesWritten < rest.length) this.#hash = before.update(rest.subarray(0, bytesWritten));
      this.#size += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
  }

  /** Forgets all bytes: those that follow belong to `origin`. */
  async restart(origin: PartOrigin | null): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#size = 0;
    await this.belongTo(origin);
  }

  async belongTo(origin: PartOrigin | null): Promise<void> {
    this.origin = origin;
    if (origin === null) await rm(originPath(this.path), { force: true });
    else await writeJson(originPath(this.path), origin);
  }

  /** SHA-256 of all bytes so far, in small hexadecimal digits. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Resolves when the bytes would survive a loss of power. */
  async sync(): Promise<void> {
    await this.handle.sync();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Removes a part with what is known of it. */
export async function discardPart(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(originPath(path), { force: true });
}

function originPath(path: string): string {
  return `${path}.json`;
}

async function readOrigin(path: string): Promise<PartOrigin | null> {
  try {
    const { etag, lastModified, total } = JSON.parse(await readFile(originPath(path), 'utf8')) as Partial<PartOrigin>;
    return {
      etag: typeof etag === 'string' ? etag : null,
      lastModified: typeof lastModified === 'string' ? lastModified : null,
      total: typeof total === 'number' ? total : null,
    };
  } catch {
    return null; // begun by nobody who could say, or damaged: then the bytes count only where a hash will judge them
  }
}
