import { lstat, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ExportedFile } from '@agent-preflight/stack/export/handover';
import { UsageError } from '../context';

/**
 * Writes the files of an export below a folder. What is there and says something else is overwritten with `force` alone: without it nothing is
 * written at all, and a {@link UsageError} names what is in the way.
 *
 * @returns the paths that were written; files that were there already with the same text are not among them.
 */
export async function writeExport(folder: string, files: readonly ExportedFile[], force: boolean): Promise<string[]> {
  const states = await Promise.all(
    files.map(async (file) => ({ file, present: await presentText(path.join(folder, file.path)) })),
  );
  const changed = states.filter(({ file, present }) => present !== file.text);
  const inTheWay = changed.filter(({ present }) => present !== null).map(({ file }) => file.path);
  if (inTheWay.length > 0 && !force) {
    const shown = inTheWay.slice(0, 5).join(', ');
    const more = inTheWay.length > 5 ? ` and ${inTheWay.length - 5} more` : '';
    throw new UsageError(`${shown}${more} in ${folder} would be overwritten; use --force, or another folder`);
  }
  for (const { file } of changed) await write(path.join(folder, file.path), file.text);
  return changed.map(({ file }) => file.path);
}

/** The text of a file; null where there is nothing. Throws a {@link UsageError} for what is no file. */
async function presentText(file: string): Promise<string | null> {
  const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new UsageError(`${file} cannot be written: ${error.message}`);
  });
  if (found === null) return null;
  if (!found.isFile()) throw new UsageError(`${file} is in the way, and is no file`);
  return readFile(file, 'utf8');
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
