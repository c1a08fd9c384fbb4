import type { createColors } from 'picocolors';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';

const MOST_SHOWN = 5;

/**
 * What is wrong with a stack as a whole while it runs, such as a disk that is full: a line for each, without the severity `information`. What
 * concerns one agent stands with that agent.
 */
export function stackIssues(
  { issues }: Pick<StackSnapshot, 'issues'>,
  colors: ReturnType<typeof createColors>,
): string[] {
  const own = issues.filter(({ agent, severity }) => agent === null && severity !== 'information');
  const lines = own.slice(0, MOST_SHOWN).map(({ severity, message }) => {
    return `${severity === 'error' ? colors.red('error') : colors.yellow('warning')}: ${message}`;
  });
  const rest = own.length - lines.length;
  return rest > 0 ? [...lines, colors.dim(`and ${rest} more`)] : lines;
}
