import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';

/** No real `.env` comes near this; a log file given in its place does. */
const LARGEST_FILE_BYTES = 1024 * 1024;

/**
 * The variables of a `.env` file; null when there is none. The process's own environment is not touched. Throws an error that
 * names the file when it exists and cannot be read, or is too large to be meant.
 */
export function readDotenvFile(file: string): Record<string, string> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new Error(`${file} cannot be read (${code ?? (error as Error).message})`, { cause: error });
  }
  if (text.length > LARGEST_FILE_BYTES) throw new Error(`${file} is larger than 1 MiB and is not read as variables`);
  return parse(text.replace(/^\uFEFF/, ''));
}
