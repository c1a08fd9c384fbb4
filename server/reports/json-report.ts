import type { Report, ReportEdit } from './report-model';

/** Raised whenever a program that reads the output would have to change. */
export const JSON_VERSION = 1;

/** The output of `check --format json`; `schemas/check-output.schema.json` describes it. */
export function jsonReport(report: Report, pathOf: (uri: string) => string): string {
  const output = {
    version: JSON_VERSION,
    files: report.files,
    findings: report.findings.map((finding) => ({
      file: pathOf(finding.uri),
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      range: finding.range,
      related: finding.related.map((place) => ({
        file: pathOf(place.uri),
        message: place.message,
        range: place.range,
      })),
      fix:
        finding.fix === null
          ? null
          : {
              title: finding.fix.title,
              safety: finding.fix.safety,
              edits: finding.fix.edits.map((edit) => jsonEdit(edit, pathOf)),
            },
    })),
    errors: report.errors.map((error) => ({
      file: error.uri === null ? null : pathOf(error.uri),
      message: error.message,
      internal: error.internal,
    })),
  };
  return `${JSON.stringify(output, null, 2)}\n`;
}

function jsonEdit(edit: ReportEdit, pathOf: (uri: string) => string): object {
  const file = pathOf(edit.uri);
  return 'appendLine' in edit
    ? { file, appendLine: edit.appendLine }
    : { file, range: edit.range, newText: edit.newText };
}
