import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PreflightIssue } from './issue';

const LEAST_FREE_BYTES = 20 * 1024 * 1024;
const COMFORTABLE_FREE_BYTES = 500 * 1024 * 1024;

/** Whether logs and state can be written. A directory that does not exist yet is judged by the nearest that does. */
export async function checkDisk(directory: string): Promise<PreflightIssue[]> {
  const existing = await nearestExisting(directory);
  const issue = (severity: PreflightIssue['severity'], message: string, remedy: string): PreflightIssue[] => {
    return [{ code: 'disk', severity, agent: null, message, remedy, file: existing }];
  };
  try {
    await access(existing, constants.W_OK);
  } catch {
    return issue('error', `${existing} cannot be written to`, 'Give this user write permission there.');
  }
  try {
    const { bavail, bsize } = await statfs(existing);
    const free = bavail * bsize;
    const megabytes = Math.round(free / 1024 / 1024);
    if (free < LEAST_FREE_BYTES)
      return issue('error', `only ${megabytes} MiB are free for logs and state`, 'Free some space.');
    if (free < COMFORTABLE_FREE_BYTES)
      return issue('warning', `only ${megabytes} MiB are free for logs and state`, 'Free some space.');
  } catch {
    // Some file systems do not tell how full they are.
  }
  return [];
}

/** The directory itself, or the nearest one above it that is there. */
export async function nearestExisting(directory: string): Promise<string> {
  let candidate = directory;
  for (;;) {
    const found = await stat(candidate).catch(() => null);
    if (found || dirname(candidate) === candidate) return candidate;
    candidate = dirname(candidate);
  }
}
