import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../rendezvous/replace-file';
import type { KeptConfiguration } from './configuration';

/** Configurations that were ready and are kept; older ones go. */
const KEPT_READY = 10;
/** Starts that never became ready, kept so that what was tried is known. */
const KEPT_TRIED = 5;

interface Index {
  readonly version: 1;
  readonly configurations: readonly KeptConfiguration[];
}

/**
 * Configurations of one stack, below its state directory: an index, and the files' contents under their hashes, once each. Readable
 * by this user only, since a startup file may hold what belongs to nobody else.
 */
export class ConfigurationStore {
  readonly #directory: string;
  #writing: Promise<unknown> = Promise.resolve();

  /** `stateDirectory` exists and is private. */
  constructor(stateDirectory: string) {
    this.#directory = join(stateDirectory, 'configurations');
  }

  /** Newest first. Empty when there are none, or none that can be understood. */
  async list(): Promise<KeptConfiguration[]> {
    try {
      const index = JSON.parse(await readFile(join(this.#directory, 'index.json'), 'utf8')) as Partial<Index>;
      return index.version === 1 ? [...(index.configurations ?? [])] : [];
    } catch {
      return [];
    }
  }

  /** The bytes of a kept file. Rejects when they are gone, or are not what they were. */
  async content(sha256: string): Promise<Buffer> {
    const bytes = await readFile(join(this.#directory, 'objects', sha256));
    if (sha256Of(bytes) !== sha256) throw new Error(`the kept file ${sha256} is damaged`);
    return bytes;
  }

  /** Keeps a configuration with the contents of its files; one with the same id takes the place of the earlier one. */
  save(configuration: KeptConfiguration, contents: ReadonlyMap<string, Buffer>): Promise<void> {
    const saving = this.#writing.then(() => this.#save(configuration, contents));
    this.#writing = saving.catch(() => undefined);
    return saving;
  }

  async #save(configuration: KeptConfiguration, contents: ReadonlyMap<string, Buffer>): Promise<void> {
    const objects = join(this.#directory, 'objects');
    await mkdir(objects, { recursive: true, mode: 0o700 });
    const present = new Set(await readdir(objects));
    for (const [sha256, bytes] of contents) {
      if (!present.has(sha256)) await replaceFile(join(objects, sha256), bytes);
    }
    const before = await this.list();
    const earlier = before.find(({ id }) => id === configuration.id);
    const merged = { ...configuration, readyAt: configuration.readyAt ?? earlier?.readyAt ?? null };
    const all = [merged, ...before.filter(({ id }) => id !== configuration.id)];
    const ready = all.filter(({ readyAt }) => readyAt !== null).slice(0, KEPT_READY);
    const tried = all.filter(({ readyAt }) => readyAt === null).slice(0, KEPT_TRIED);
    const configurations = all.filter((one) => ready.includes(one) || tried.includes(one));
    const index: Index = { version: 1, configurations };
    await replaceFile(join(this.#directory, 'index.json'), Buffer.from(`${JSON.stringify(index)}\n`));
    const needed = new Set(configurations.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
    const unused = [...present].filter((name) => !needed.has(name));
    await Promise.all(unused.map((name) => rm(join(objects, name), { force: true })));
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
