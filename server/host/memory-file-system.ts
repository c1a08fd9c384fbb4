import { parentUri } from '../documents/uri';
import type { DirectoryEntry, FileStat, FileSystem } from './file-system';

/** A file system held in memory: for tests, and for a browser that gives the server no files. */
export class MemoryFileSystem implements FileSystem {
  private readonly files = new Map<string, Uint8Array>();
  private clock = 1;
  private readonly modified = new Map<string, number>();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [uri, text] of Object.entries(files)) this.set(uri, text);
  }

  set(uri: string, text: string): void {
    this.files.set(uri, new TextEncoder().encode(text));
    this.modified.set(uri, this.clock++);
  }

  delete(uri: string): void {
    this.files.delete(uri);
  }

  async readDirectory(uri: string): Promise<readonly DirectoryEntry[] | null> {
    const base = uri.endsWith('/') ? uri : `${uri}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const file of this.files.keys()) {
      if (!file.startsWith(base)) continue;
      const [first = '', ...rest] = file.slice(base.length).split('/');
      const name = decodeURIComponent(first);
      entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
    }
    return entries.size > 0 ? [...entries.values()] : null;
  }

  async stat(uri: string): Promise<FileStat | null> {
    const bytes = this.files.get(uri);
    if (bytes !== undefined) return { kind: 'file', size: bytes.length, modified: this.modified.get(uri) ?? 0 };
    const folder = [...this.files.keys()].some((file) => {
      for (let at = parentUri(file); at !== null; at = parentUri(at)) if (at === uri) return true;
      return false;
    });
    return folder ? { kind: 'folder', size: 0, modified: 0 } : null;
  }

  async readFile(uri: string, maxBytes = Number.POSITIVE_INFINITY): Promise<Uint8Array | null> {
    const bytes = this.files.get(uri);
    if (bytes === undefined) throw new Error(`no such file: ${uri}`);
    return bytes.length > maxBytes ? null : bytes;
  }

  async writeFile(uri: string, bytes: Uint8Array): Promise<void> {
    this.files.set(uri, bytes);
    this.modified.set(uri, this.clock++);
  }

  async realUri(uri: string): Promise<string | null> {
    return uri;
  }
}
