import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/*
 * Reads of /sys and /proc are synchronous on purpose: the kernel answers from memory, and the thread pool costs several times that.
 * What is gone, or is another user's, reads as nothing.
 */

/** Where the kernel's files lie; replaced by tests. */
export interface KernelRoots {
  /** Default `/sys`. */
  readonly sysRoot?: string;
  /** Default `/proc`. */
  readonly procRoot?: string;
}

export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/** A file that holds one decimal number; null when it holds anything else. */
export function readNumber(path: string): number | null {
  const text = readText(path);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** Names in a folder, in the order of the numbers in them (`card10` after `card2`). */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

export function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/** `KEY=value` or `key value` lines. */
export function readFields(text: string | null, separator: '=' | ' '): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text?.split('\n') ?? []) {
    const at = line.indexOf(separator);
    if (at > 0) fields.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return fields;
}
