import { searchLog } from '../logs/search';
import { tail } from '../logs/tail';
import type { LogsParams, LogsResult } from '../protocol/messages';
import type { StackSupervisor } from './stack-supervisor';

const MOST_LINES = 10_000;

/**
 * The last lines of an agent's log that are asked for, before the offset `end` (in bytes) where it is given. Rejects with `UnknownAgent`, and {@link UnusablePattern} for a pattern that
 * cannot be searched for.
 */
export async function readLogs(supervisor: StackSupervisor, params: LogsParams, end?: number): Promise<LogsResult> {
  const { agent, lines = 100, match, since, until } = params;
  const file = supervisor.logFileOf(agent);
  const limit = Math.min(Math.max(0, Math.trunc(lines)), MOST_LINES);
  const mask = supervisor.maskFor(agent);
  if (!match && since === undefined && until === undefined) {
    return { file, lines: await tail(file, limit, { mask, end }) };
  }
  // Loaded by the first who searches: the engine for patterns would weigh on every supervisor.
  const compile = match && (await import('../logs/pattern')).compilePattern;
  const matches = compile?.({ text: match!.pattern, isFixed: !!match!.fixed, ignoreCase: !!match!.ignoreCase });
  const found = await searchLog(file, { mask: () => mask, matches, since, until, limit, end });
  return { file, lines: found.map(({ text }) => text), times: found.map(({ time }) => time) };
}
