import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** That somebody wants metrics: it outlives an exporter that is killed, so that a supervisor can start another one. */
export interface Wish {
  readonly version: 1;
  /** 1–65535, on the loopback address. */
  readonly port: number;
}

/** Null when nobody wants any, or what is there cannot be understood. */
export async function readWish(file: string): Promise<Wish | null> {
  try {
    const { version, port } = JSON.parse(await readFile(file, 'utf8')) as Partial<Wish>;
    return version === 1 && Number.isInteger(port) && port! > 0 && port! < 65_536 ? { version, port: port! } : null;
  } catch {
    return null;
  }
}

export async function writeWish(file: string, wish: Wish): Promise<void> {
  const draft = `${file}.${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    await writeFile(draft, `${JSON.stringify(wish)}\n`, { mode: 0o600 });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

export function dropWish(file: string): Promise<void> {
  return rm(file, { force: true });
}
