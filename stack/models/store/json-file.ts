import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Writes a value whole or not at all, readable by this user only. */
export async function writeJson(path: string, value: object): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    await writeFile(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
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
