import type { ProcessInfo } from './machine-inspector';

/** The fields of `/proc/<pid>/stat` the launcher needs. */
export interface ProcessStat extends Omit<ProcessInfo, 'command'> {
  readonly name: string;
  /** User and system time in clock ticks. */
  readonly cpuTicks: number;
  /** Resident memory in pages. */
  readonly rssPages: number;
}

/**
 * Reads one `/proc/<pid>/stat` line. The name stands in parentheses and may itself hold spaces, parentheses and newlines, so
 * the fields are counted from the *last* closing parenthesis. Null when the text is not such a line.
 */
export function parseStat(text: string): ProcessStat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const pid = Number(text.slice(0, open));
  // After the name: state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime … starttime vsize rss
  const fields = text
    .slice(close + 1)
    .trim()
    .split(' ');
  if (!Number.isInteger(pid) || fields.length < 22) return null;
  return {
    pid,
    name: text.slice(open + 1, close),
    state: fields[0]!,
    ppid: Number(fields[1]),
    pgid: Number(fields[2]),
    sid: Number(fields[3]),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    startTicks: fields[19]!,
    rssPages: Math.max(0, Number(fields[21])),
  };
}

/** The text of `/proc/<pid>/cmdline` (arguments end with NUL) as one line for people; kernel threads have none. */
export function parseCommandLine(text: string, name: string): string {
  const trimmed = text.replace(/\0+$/, '');
  return trimmed === '' ? `[${name}]` : trimmed.replaceAll('\0', ' ');
}

/** One row of `/proc/net/tcp` or `tcp6` that is in state LISTEN. */
export interface ListeningSocket {
  readonly port: number;
  readonly address: string;
  readonly inode: string;
}

const LISTEN = '0A';

/** The listening sockets of a `/proc/net/tcp` or `/proc/net/tcp6` table. Lines that do not fit are left out. */
export function parseTcpTable(text: string): ListeningSocket[] {
  const sockets: ListeningSocket[] = [];
  for (const line of text.split('\n')) {
    // Cheap filter first: tables with ten thousand connections are normal, listening rows are few.
    if (!line.includes(` ${LISTEN} `)) continue;
    const fields = line.trim().split(/\s+/);
    const local = fields[1];
    if (fields[3] !== LISTEN || !local || !fields[9]) continue;
    const separator = local.lastIndexOf(':');
    const port = Number.parseInt(local.slice(separator + 1), 16);
    const address = decodeAddress(local.slice(0, separator));
    if (address !== null && port > 0) sockets.push({ port, address, inode: fields[9] });
  }
  return sockets;
}

/** The kernel prints addresses as 32-bit words in host order; every machine Node runs on is little-endian. */
function decodeAddress(hex: string): string | null {
  if (hex.length !== 8 && hex.length !== 32) return null;
  const bytes: number[] = [];
  for (let word = 0; word < hex.length; word += 8) {
    for (let at = 6; at >= 0; at -= 2) bytes.push(Number.parseInt(hex.slice(word + at, word + at + 2), 16));
  }
  if (bytes.some(Number.isNaN)) return null;
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255) {
    return bytes.slice(12).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2]! << 8) | bytes[index * 2 + 1]!).toString(16),
  );
  return compressZeros(groups);
}

/** The longest run of zero groups becomes `::`, as people write IPv6 addresses. */
function compressZeros(groups: readonly string[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
