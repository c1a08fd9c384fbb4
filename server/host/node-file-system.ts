import { randomBytes } from 'node:crypto';
import { chmod, readFile, readdir, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
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

  async readFile(uri: string): Promise<Uint8Array> {
    const file = pathOfUri(uri);
    if (file === null) throw new Error(`not a file on this machine: ${uri}`);
    try {
      return await readFile(file);
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
