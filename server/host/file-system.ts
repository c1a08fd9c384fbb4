/** What the server needs of a file system. Everything is named by canonical URI; nothing throws for what is merely not there. */
export interface FileSystem {
  /** Null when there is no such folder or it cannot be read. */
  readDirectory(uri: string): Promise<readonly DirectoryEntry[] | null>;
  /** Symbolic links are followed. Null when there is nothing. */
  stat(uri: string): Promise<FileStat | null>;
  /** Null when the file is larger than `maxBytes`. Rejects with a message for people when it cannot be read. */
  readFile(uri: string, maxBytes?: number): Promise<Uint8Array | null>;
  /** Replaces the file as a whole: a reader sees the old bytes or the new ones, never half of each. Keeps the file's mode. */
  writeFile(uri: string, bytes: Uint8Array): Promise<void>;
  /** The canonical URI with all symbolic links resolved; null for a link that leads nowhere. */
  realUri(uri: string): Promise<string | null>;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}
