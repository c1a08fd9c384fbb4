import path from 'node:path';

/** The innermost folder that all of the files lie in. */
export function commonFolder(files: readonly string[], otherwise: string): string {
  let common = path.posix.dirname(files[0] ?? `${otherwise}/file`);
  while (common !== '/' && !files.every((file) => file.startsWith(`${common}/`))) common = path.posix.dirname(common);
  return common;
}
