import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { isUp, duration } from './health-table';

const MOST_FILES = 4;

/** After a change that did not become ready: that there is a way back, and what it would change. Empty where there is none. */
export function offerRollback(snapshot: StackSnapshot, now = Date.now()): string {
  const { lastGood } = snapshot;
  if (!lastGood || lastGood.changedFiles.length === 0 || isUp(snapshot)) return '';
  const shown = lastGood.changedFiles.slice(0, MOST_FILES).join(', ');
  const more = lastGood.changedFiles.length - MOST_FILES;
  const files = more > 0 ? `${shown} and ${more} more` : shown;
  const commit = lastGood.gitCommit === null ? '' : `, commit ${lastGood.gitCommit.slice(0, 7)}`;
  return (
    `All required agents were ready ${duration(now - lastGood.readyAt)} ago${commit}; since then changed: ${files}\n` +
    'To go back to that: agent-preflight rollback (--dry-run shows the difference)\n'
  );
}
