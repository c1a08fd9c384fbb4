import path from 'node:path';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import { colorsOf, UsageError, type CliContext } from '../context';
import type { Assessment } from '../launch/assess';
import { readStartupFile } from '../launch/find-startup-files';
import { formatIssue, issueToJson } from '../launch/launch-issue';
import { offerRollback } from '../launch/offer-rollback';
import { json, type OutputFormat } from '../launch/output-format';
import { showProgress } from '../launch/progress';
import { waitForStart } from '../launch/start-stack';
import { ENTRY } from './changed-agents';
import { watchStack, type WatchHost } from './watch-stack';

const TIMEOUT_MS = 300_000;

export interface WatchedStack {
  readonly assessment: Assessment;
  readonly connection: StackConnection;
  /** Names the agents to start when the startup file changed; all when undefined. */
  readonly only: readonly string[] | undefined;
}

/** Restarts agents whose sources change, in all of these stacks, until the signal is aborted. */
export async function watchStacks(
  stacks: readonly WatchedStack[],
  assess: (stack: WatchedStack, startup: Assessment['startup']) => Promise<Assessment>,
  format: OutputFormat,
  context: CliContext,
  signal: AbortSignal,
): Promise<void> {
  let left = stacks.length;
  const watching = () => {
    if (--left > 0) return;
    context.stdout(
      format === 'text'
        ? '\nWatching the sources; Ctrl-C ends the watching.\n'
        : json({ version: 1, event: 'watching' }),
    );
  };
  await Promise.all(
    stacks.map(async (stack) => {
      const { assessment, connection } = stack;
      await watchStack(assessment, connection, { ...hostOf(stack, assess, format, context, signal), watching }, signal);
    }),
  );
}

function hostOf(
  stack: WatchedStack,
  assess: (stack: WatchedStack, startup: Assessment['startup']) => Promise<Assessment>,
  format: OutputFormat,
  context: CliContext,
  signal: AbortSignal,
): Omit<WatchHost, 'watching'> {
  const { connection } = stack;
  const { file } = stack.assessment.startup;
  const text = format === 'text';
  const short = (name: string) => (name === ENTRY ? name : path.relative(context.cwd, name) || name);
  return {
    examine: async () => {
      const startup = await readStartupFile(file, context.cwd);
      const broken = startup.definition.problems.find(({ kind }) => kind === 'syntax');
      if (broken) throw new UsageError(`${short(file)} does not parse: ${broken.message}`);
      if (startup.definition.agents.length === 0) throw new UsageError(`${short(file)} declares no agents any more`);
      return assess(stack, startup);
    },
    reload: async () => void (await connection.start(stack.only)),
    restart: async (agents, reasons) => {
      const files = [...new Set(agents.flatMap((name) => reasons.get(name) ?? []))].map(short);
      if (text) context.stdout(`\n${listing(files)} changed: restarting ${agents.join(', ')}\n`);
      else context.stdout(json({ version: 1, event: 'restart', agents, files }));
      const plain = { ...context, isTerminal: false };
      const finish = text ? showProgress(connection, plain, colorsOf(context)) : () => undefined;
      try {
        await connection.restart(agents);
        await waitForStart(connection, TIMEOUT_MS, signal);
      } finally {
        finish();
      }
      if (text) context.stdout(offerRollback(connection.snapshot()));
    },
    keep: (why, assessment) => {
      const errors = assessment?.issues.filter(({ severity }) => severity === 'error') ?? [];
      if (!text) {
        const issues = errors.map((issue) => issueToJson(issue, context.cwd));
        return context.stdout(json({ version: 1, event: 'kept', reason: why, issues }));
      }
      const colors = colorsOf(context);
      for (const issue of errors) context.stdout(formatIssue(issue, context.cwd, colors));
      context.stdout(`${why}; what runs is left alone until that is mended\n`);
    },
  };
}

function listing(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}
