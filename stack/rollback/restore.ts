import { mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../rendezvous/replace-file';
import type { KeptConfiguration, KeptFile } from './configuration';
import { sha256Of, type ConfigurationStore } from './configuration-store';

/** One file that a rollback would write. */
export interface RestoredFile {
  readonly file: KeptFile;
  /** What stands there now; null when there is nothing. */
  readonly present: Buffer | null;
  /** The present content was never started: nothing but the backup would have it any more. */
  readonly isUnknown: boolean;
}

/**
 * The files in which the present differs from a configuration. `kept` are all that are known; what stands in one of them, or was tried,
 * is not lost when it is overwritten.
 */
export async function filesToRestore(
  target: KeptConfiguration,
  kept: readonly KeptConfiguration[],
): Promise<RestoredFile[]> {
  const known = new Set(kept.flatMap(({ files }) => files.map(({ path, sha256 }) => `${path}\0${sha256}`)));
  const restored: RestoredFile[] = [];
  for (const file of target.files) {
    const present = await readFile(file.path).catch(() => null);
    const sha256 = present && sha256Of(present);
    if (sha256 === file.sha256) continue;
    restored.push({ file, present, isUnknown: sha256 !== null && !known.has(`${file.path}\0${sha256}`) });
  }
  return restored;
}

/**
 * Writes the kept contents, after what stands there now was copied into `backup` under its whole path. All contents are read before
 * the first file is written, so that a damaged store changes nothing. Each file is replaced as a whole; links stay links.
 */
export async function restore(
  files: readonly RestoredFile[],
  store: ConfigurationStore,
  backup: string,
): Promise<void> {
  const contents = await Promise.all(files.map(({ file }) => store.content(file.sha256)));
  for (const { file, present } of files) {
    if (present === null) continue;
    const copy = join(backup, ...file.path.split(/[\\/:]+/).filter(Boolean));
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await replaceFile(copy, present);
  }
  for (const [index, { file }] of files.entries()) {
    await mkdir(dirname(file.path), { recursive: true });
    const real = await realpath(file.path).catch(() => file.path);
    await replaceFile(real, contents[index]!, file.mode);
  }
}
