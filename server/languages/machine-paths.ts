/**
 * The length of the part of a path that belongs to one machine or one user: `/home/ada/`, `C:\Users\ada\`, `/mnt/disk1/`; 0 for paths that
 * exist everywhere (`/tmp`, `/proc`, `/etc/ssl`, `/app`) and for texts that are no absolute path.
 */
export function machinePrefixLength(text: string): number {
  if (/[\r\n]/.test(text) || text.length > 500) return 0;
  const match = MACHINE_PATH.exec(text);
  return match === null ? 0 : match[0].length;
}

// A user's folder, removable and mounted disks, and drive letters. Names with wildcards or placeholders are patterns, not paths.
const MACHINE_PATH =
  /^(?:\/(?:home|Users)\/(?!(?:runner|vscode|node|app|user|username|ubuntu|jovyan|coder|your[-_]?\w*|[<{$*%][^/]*)(?:\/|$))[A-Za-z0-9._-]+(?:\/|$)|\/root(?:\/|$)|\/(?:mnt|media|Volumes|srv\/data)\/[A-Za-z0-9._-]+(?:\/|$)|[A-Za-z]:(?:\\\\?|\/)(?!\/|[Ww][Ii][Nn][Dd][Oo][Ww][Ss]\b|Program ?(?:Files|Data)|System32|fakepath)[A-Za-z0-9._ -]+)/;
