import { compilePattern, readPattern, type LinePattern, type LineTest } from '@agent-preflight/stack/logs/pattern';
import { UnusablePattern } from '@agent-preflight/stack/logs/unusable-pattern';
import { readMoment } from '@agent-preflight/stack/logs/line-time';
import type { LogsParams } from '@agent-preflight/stack/protocol/messages';
import { UsageError } from '../context';

/** Which lines are wanted. */
export interface LogQuery {
  readonly pattern: LinePattern | null;
  readonly matches: LineTest;
  /** Milliseconds since the epoch; the beginning and the end of time when not asked for. */
  readonly since: number;
  readonly until: number;
  /** How many of the last lines that fit. */
  readonly lines: number;
  /** Whether anything but the end of the log is asked for. */
  readonly isNarrow: boolean;
}

export interface QueryOptions {
  readonly grep?: string;
  readonly fixed?: boolean;
  readonly caseSensitive?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly lines?: number;
}

/** The supervisor gives no more at once. */
export const MOST_LINES = 10_000;
const USUAL_LINES = 50;

/** What the options of `logs` ask for. Throws a {@link UsageError} that says which of them is wrong. */
export function readQuery(options: QueryOptions, now: number): LogQuery {
  const pattern = options.grep === undefined ? null : patternOf(options.grep, options);
  const moment = (name: 'since' | 'until', otherwise: number) => {
    const text = options[name];
    if (text === undefined) return otherwise;
    const found = readMoment(text, now);
    if (found !== null) return found;
    throw new UsageError(
      `--${name} ${text}: write how long ago (10m, 2h30m, 1d), a time (14:30), a date (2026-01-31) or both (2026-01-31T14:30)`,
    );
  };
  const since = moment('since', -Infinity);
  const until = moment('until', Infinity);
  if (since >= until) throw new UsageError('--since must be before --until');
  // Who says what is wanted wants all of it.
  const isNarrow = pattern !== null || since !== -Infinity || until !== Infinity;
  const lines = Math.min(options.lines ?? (isNarrow ? MOST_LINES : USUAL_LINES), MOST_LINES);
  return { pattern, matches: pattern ? compile(pattern, options.grep!) : () => true, since, until, lines, isNarrow };
}

function patternOf(grep: string, { fixed = false, caseSensitive = false }: QueryOptions): LinePattern {
  try {
    const pattern = fixed ? { text: grep, isFixed: true, ignoreCase: true } : readPattern(grep);
    return caseSensitive ? { ...pattern, ignoreCase: false } : pattern;
  } catch (error) {
    throw unusable(grep, error);
  }
}

function compile(pattern: LinePattern, grep: string): LineTest {
  try {
    return compilePattern(pattern);
  } catch (error) {
    throw unusable(grep, error);
  }
}

function unusable(grep: string, error: unknown): unknown {
  return error instanceof UnusablePattern ? new UsageError(`--grep ${grep}: ${error.message}`) : error;
}

/** The same question for the supervisor. */
export function queryParams({ pattern, since, until, lines }: LogQuery): Omit<LogsParams, 'agent'> {
  return {
    lines,
    ...(pattern ? { match: { pattern: pattern.text, fixed: pattern.isFixed, ignoreCase: pattern.ignoreCase } } : {}),
    ...(since === -Infinity ? {} : { since }),
    ...(until === Infinity ? {} : { until }),
  };
}
