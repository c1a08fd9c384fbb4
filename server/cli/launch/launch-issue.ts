import path from 'node:path';
import type { Colors } from 'picocolors/types';

/** Something to tell before a launch, whoever found it: the startup file's analysis or the look at this machine. */
export interface LaunchIssue {
  readonly severity: 'error' | 'warning' | 'information';
  /** The rule or check that found it, e.g. `port-conflict`, `import`. */
  readonly code: string;
  readonly agent: string | null;
  readonly message: string;
  readonly remedy: string | null;
  readonly place: LaunchPlace | null;
}

export interface LaunchPlace {
  /** Absolute path. */
  readonly file: string;
  /** 1-based; null when the file as a whole is meant. */
  readonly line: number | null;
  /** 1-based, in UTF-16 code units; null when only the line is known. */
  readonly column: number | null;
}

/** One issue as two lines for people: place, severity and message; then what to do. */
export function formatIssue(issue: LaunchIssue, cwd: string, colors: Colors): string {
  const paint = { error: colors.red, warning: colors.yellow, information: colors.cyan }[issue.severity];
  const place = issue.place ? `${formatPlace(issue.place, cwd)}: ` : '';
  const agent = issue.agent && !issue.message.includes(issue.agent) ? `${issue.agent}: ` : '';
  const head = `${place}${paint(issue.severity)}: ${agent}${issue.message} ${colors.dim(`[${issue.code}]`)}`;
  return issue.remedy ? `${head}\n    ${colors.dim(issue.remedy)}\n` : `${head}\n`;
}

function formatPlace({ file, line, column }: LaunchPlace, cwd: string): string {
  const inside = path.relative(cwd, file);
  const shown = inside.startsWith('..') || path.isAbsolute(inside) ? file : inside;
  return [shown, line, column].filter((part) => part !== null).join(':');
}

/** For JSON: places relative to the working directory where they lie below it, with forward slashes. */
export function issueToJson({ place, ...issue }: LaunchIssue, cwd: string): object {
  const file = place && path.relative(cwd, place.file).replaceAll('\\', '/');
  return { ...issue, file, line: place?.line ?? null, column: place?.column ?? null };
}

export function hasErrors(issues: readonly LaunchIssue[]): boolean {
  return issues.some(({ severity }) => severity === 'error');
}
