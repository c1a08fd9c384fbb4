import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Tells files whose content changed from those that were only touched, or written anew as they were. */
export class ContentHashes {
  readonly #hashes = new Map<string, string | null>();

  /** Takes these files' present contents for the known ones, where they are not known yet. */
  async learn(files: Iterable<string>): Promise<void> {
    await Promise.all(
      [...files].map(async (file) => {
        if (!this.#hashes.has(file)) this.#hashes.set(file, await hashOf(file));
      }),
    );
  }

  /** Those whose content is another one than was known; it is known from now on. */
  async changed(files: Iterable<string>): Promise<string[]> {
    const changed: string[] = [];
    for (const file of files) {
      const hash = await hashOf(file);
      if (this.#hashes.get(file) !== hash) changed.push(file);
      this.#hashes.set(file, hash);
    }
    return changed;
  }
}

async function hashOf(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => null);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}
