import type { Severity } from '../rules/finding';
import type { Report, ReportFinding } from './report-model';

/** How a text report marks its words; the identity function for each gives plain text. */
export interface TextStyle {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
}

export interface TextOptions {
  readonly style: TextStyle;
  /** A file as its user names it. */
  readonly pathOf: (uri: string) => string;
  /** Leaves out everything but the findings. */
  readonly quiet: boolean;
}

/** Findings one a line, `path:line:column severity message rule`, files separated by an empty line, a summary at the end. */
export function textReport(report: Report, options: TextOptions): string {
  const { style } = options;
  const out: string[] = [];
  let file: string | null = null;
  for (const finding of report.findings) {
    if (file !== null && file !== finding.uri) out.push('');
    file = finding.uri;
    out.push(findingLine(finding, options));
    for (const place of finding.related) {
      const { line, column } = place.range.start;
      out.push(style.dim(`    ${options.pathOf(place.uri)}:${line}:${column} ${place.message}`));
    }
  }
  if (report.errors.length > 0) {
    if (out.length > 0) out.push('');
    for (const error of report.errors) {
      const where = error.uri === null ? '' : `${options.pathOf(error.uri)}: `;
      out.push(`${style.yellow(error.internal ? 'fault' : 'note')} ${where}${error.message}`);
    }
  }
  if (!options.quiet) {
    if (out.length > 0) out.push('');
    out.push(summaryLine(report, style));
  }
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

function findingLine(finding: ReportFinding, { style, pathOf }: TextOptions): string {
  const { line, column } = finding.range.start;
  const mark = finding.fix === null ? '' : ` ${style.dim(finding.fix.safety === 'safe' ? '[fix]' : '[fix: review]')}`;
  const place = `${style.bold(pathOf(finding.uri))}:${line}:${column}`;
  return `${place} ${severityWord(finding.severity, style)} ${finding.message} ${style.dim(finding.rule)}${mark}`;
}

function severityWord(severity: Severity, style: TextStyle): string {
  if (severity === 'error') return style.red('error');
  return severity === 'warning' ? style.yellow('warning') : style.blue('information');
}

export function summaryLine(report: Report, style: TextStyle): string {
  const { findings } = report;
  const inFiles = `in ${count(report.files, 'file')}`;
  if (findings.length === 0) return style.bold(`No findings ${inFiles}`);
  const of = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    count(of('error'), 'error'),
    count(of('warning'), 'warning'),
    ...(of('information') > 0 ? [`${of('information')} information`] : []),
  ];
  const safe = findings.filter((finding) => finding.fix?.safety === 'safe').length;
  const hint = safe === 0 ? '' : `; \`agent-preflight fix\` repairs ${safe} of them`;
  return `${style.bold(`${count(findings.length, 'finding')}`)} (${parts.join(', ')}) ${inFiles}${hint}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
