import { readFile } from 'node:fs/promises';
import { replaceFile } from '../../rendezvous/replace-file';

/** Writes a value whole or not at all, readable by this user only. */
export async function writeJson(path: string, value: object): Promise<void> {
  await replaceFile(path, `${JSON.stringify(value)}\n`);
}

/** Null for files that are not there or not to be understood: what is kept in them can be found out again. */
export async function readJson<T extends object>(
  path: string,
  fits: (value: Partial<T>) => boolean,
): Promise<T | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && fits(value) ? (value as T) : null;
  } catch {
    return null;
  }
}
