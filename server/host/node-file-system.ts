import { randomBytes } from 'node:crypto';
import { type Stats, closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { chmod, open, readdir, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canonicalUri } from '../documents/uri';
import type { DirectoryEntry, FileStat, FileSystem } from './file-system';

/** The canonical URI of a native path. */
export function uriOfPath(nativePath: string): string {
  return canonicalUri(pathToFileURL(path.resolve(nativePath)).href);
}

/** The native path of a `file:` URI; null for URIs of other schemes. */
export function pathOfUri(uri: string): string | null {
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

export class NodeFileSystem implements FileSystem {
  /**
   * `synchronous`: reads block the thread, which makes thousands of small files several times faster to read where nothing else is
   * waiting.
   */
  constructor(private readonly options: { readonly synchronous: boolean } = { synchronous: false }) {}

  async readDirectory(uri: string): Promise<readonly DirectoryEntry[] | null> {
    const folder = pathOfUri(uri);
    if (folder === null) return null;
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.map((entry) => ({
        name: entry.name,
        kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
      }));
    } catch {
      return null;
    }
  }

  async stat(uri: string): Promise<FileStat | null> {
    const file = pathOfUri(uri);
    if (file === null) return null;
    try {
      const found = await stat(file);
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
      return { kind, size: found.size, modified: found.mtimeMs };
    } catch {
      return null;
    }
  }

  async readFile(uri: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    const file = pathOfUri(uri);
    if (file === null) throw new Error(`not a file on this machine: ${uri}`);
    try {
      return this.options.synchronous ? readNow(file, maxBytes) : await readSoon(file, maxBytes);
    } catch (error) {
      throw new Error(explain(error), { cause: error });
    }
  }

  async writeFile(uri: string, bytes: Uint8Array): Promise<void> {
    const named = pathOfUri(uri);
    if (named === null) throw new Error(`not a file on this machine: ${uri}`);
    // A rename would replace a symbolic link by a file; what it points to is what was asked for.
    const file = await realpath(named).catch(() => named);
    const mode = await stat(file).then(
      (found) => found.mode,
      () => null,
    );
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await writeFile(temporary, bytes, { flag: 'wx' });
      if (mode !== null) await chmod(temporary, mode);
      await rename(temporary, file);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw new Error(explain(error), { cause: error });
    }
  }

  async realUri(uri: string): Promise<string | null> {
    const file = pathOfUri(uri);
    if (file === null) return null;
    try {
      return uriOfPath(await realpath(file));
    } catch {
      return null;
    }
  }
}

function readNow(file: string, maxBytes: number): Uint8Array | null {
  const descriptor = openSync(file, 'r');
  try {
    const found = fstatSync(descriptor);
    refuseSpecial(found);
    return found.size > maxBytes ? null : readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function readSoon(file: string, maxBytes: number): Promise<Uint8Array | null> {
  const handle = await open(file, 'r');
  try {
    const found = await handle.stat();
    refuseSpecial(found);
    return found.size > maxBytes ? null : await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Reading a pipe or a device may never end. */
function refuseSpecial(found: Stats): void {
  if (!found.isFile()) throw new Error(found.isDirectory() ? 'is a folder' : 'is no regular file');
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file',
  EISDIR: 'is a folder',
  EMFILE: 'too many open files',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

function explain(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
