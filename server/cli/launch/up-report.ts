import path from 'node:path';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { colorsOf, type CliContext } from '../context';
import type { Assessment } from './assess';
import { summary } from './health-table';
import { formatIssue, issueToJson } from './launch-issue';
import type { AgentPlan } from './plan-report';
import type { WaitOutcome } from './start-stack';

/** Of the warnings before a start this many are shown; they do not stop it. */
const MOST_WARNINGS = 5;

/** How the start of all stacks went, in one word for programs. */
export function outcomeOf(outcomes: readonly WaitOutcome[], waited: boolean): string {
  if (!waited) return 'started';
  return outcomes.find((outcome) => outcome !== 'settled') ?? 'settled';
}

/** What `--format json` prints. */
export function upResult(
  assessments: readonly Assessment[],
  connections: readonly StackConnection[],
  outcome: string,
  context: CliContext,
  plans: readonly (readonly AgentPlan[])[] = [],
): object {
  const stacks = assessments.map(({ startup, agents, issues }, index) => ({
    file: path.relative(context.cwd, startup.file).replaceAll('\\', '/'),
    agents: agents.map(({ name }) => name),
    issues: issues.map((issue) => issueToJson(issue, context.cwd)),
    ...(plans[index] ? { plan: plans[index] } : {}),
    snapshot: connections[index]?.snapshot() ?? null,
  }));
  return { version: 1, outcome, stacks };
}

/** What was found before the start; without `everything`, what is worth reading before it. */
export function reportIssues(assessments: readonly Assessment[], context: CliContext, everything: boolean): void {
  const colors = colorsOf(context);
  for (const { startup, agents, issues } of assessments) {
    const worthwhile = everything ? issues : issues.filter(({ severity }) => severity !== 'information');
    const shown = everything ? worthwhile : worthwhile.slice(0, MOST_WARNINGS);
    for (const issue of shown) context.stdout(formatIssue(issue, context.cwd, colors));
    const count = (severity: string) => issues.filter((issue) => issue.severity === severity).length;
    const file = path.relative(context.cwd, startup.file) || startup.file;
    const errors = count('error');
    if (errors > 0) {
      const verb = errors === 1 ? 'error keeps' : 'errors keep';
      context.stdout(`${file}: ${errors} ${verb} the stack from starting; nothing was started.\n`);
    } else {
      const warnings = count('warning');
      const more = shown.length < worthwhile.length ? ` (all of them: agent-preflight up --dry-run ${file})` : '';
      const also = warnings > 0 ? `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}${more}` : '';
      context.stdout(
        `${file}: preflight of ${agents.length === 1 ? '1 agent' : `${agents.length} agents`} passed${also}.\n`,
      );
    }
  }
}

/** The stacks in a line each, and what one would type next. */
export function whatNext(connections: readonly StackConnection[], healthy: boolean): string {
  const lines = connections.map((connection) => summary(connection.snapshot()));
  const troubled = connections
    .flatMap((connection) => connection.snapshot().agents)
    .find(({ state }) => state === 'failed' || state === 'unhealthy');
  const log = troubled ? `agent-preflight logs ${troubled.name}` : 'agent-preflight logs -f';
  const next = healthy ? 'Next:' : 'To find out more:';
  return `${lines.join('\n')}\n${next} ${log} · agent-preflight status --watch · agent-preflight down\n`;
}
