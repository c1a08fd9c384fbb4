import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { LineIndex } from '../../documents/line-index';
import type { ReportEdit, ReportFinding, ReportRange } from '../../reports/report-model';
import type { FileEdit, Finding } from '../../rules/finding';

/** Turns a finding into plain data. `linesOf` knows the texts of all files that a finding may name; null where a file is gone. */
export async function reportFinding(
  finding: Finding,
  linesOf: (uri: string) => Promise<LineIndex | null>,
  withEdits: boolean,
): Promise<ReportFinding> {
  const rangeIn = async (uri: string, range: TextRange): Promise<ReportRange> => {
    const lines = await linesOf(uri);
    return lines === null ? START : reportRange(lines, range);
  };
  const related = [];
  for (const place of finding.related) {
    related.push({ uri: place.uri, message: place.message, range: await rangeIn(place.uri, place.range) });
  }
  const fix = finding.fixes[0];
  const edits: ReportEdit[] = [];
  if (fix !== undefined && withEdits) for (const edit of fix.edits()) edits.push(await reportEdit(edit, rangeIn));
  return {
    uri: finding.uri,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: await rangeIn(finding.uri, finding.range),
    related,
    fix: fix === undefined ? null : { title: fix.title, safety: fix.safety, edits },
  };
}

async function reportEdit(
  edit: FileEdit,
  rangeIn: (uri: string, range: TextRange) => Promise<ReportRange>,
): Promise<ReportEdit> {
  if ('appendLine' in edit) return { uri: edit.uri, appendLine: edit.appendLine };
  return { uri: edit.uri, range: await rangeIn(edit.uri, edit.range), newText: edit.newText };
}

const START: ReportRange = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function reportRange(lines: LineIndex, range: TextRange): ReportRange {
  const start = lines.positionAt(range.start);
  const end = lines.positionAt(range.end);
  return {
    start: { line: start.line + 1, column: start.character + 1 },
    end: { line: end.line + 1, column: end.character + 1 },
  };
}
