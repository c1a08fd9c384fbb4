import { statSync } from 'node:fs';
import { note, ok, problem, type Examination } from './examination';

/** No release of this program is older. */
const EARLIEST = Date.UTC(2025, 0, 1);
/** Network drives and containers differ by moments. */
const TOLERANCE_MS = 2 * 60_000;

/** Whether this machine's clock can be right, given when files here were written. Tokens and certificates fail where it is not. */
export function examineClock(files: readonly string[], now: number = Date.now()): Examination {
  const subject = 'Clock';
  const date = new Date(now).toISOString();
  const remedy = 'Set the clock: "sudo timedatectl set-ntp true"; under WSL, "sudo hwclock -s".';
  if (now < EARLIEST) return problem(subject, `it is ${date}, which cannot be`, remedy);
  const late = files.find((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > now + TOLERANCE_MS);
  if (late) return note(subject, `it is ${date}, but ${late} was written later than that`, remedy);
  return ok(subject, date);
}
