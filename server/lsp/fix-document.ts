import { SourceDocument } from '../documents/document';
import { diffLines, splitLines } from '../documents/line-diff';
import { type FixCandidate, applyFixRound } from '../engine/fix-round';
import { SyntaxGuard } from '../engine/syntax-guard';
import type { FileEdit, Finding } from '../rules/finding';
import type { Project } from './project';
import { type Session, settingOf } from './session';

const MAX_ROUNDS = 20;

/**
 * The edits that apply every safe fix of a document that `wanted` accepts, until none is left: as few changed lines as possible in
 * the document itself, and lines appended to others. Fixes that change other files in other ways are left to be applied one by one.
 */
export function fixAllEdits(
  session: Session,
  project: Project,
  start: SourceDocument,
  wanted: (finding: Finding) => boolean,
): FileEdit[] {
  const guard = new SyntaxGuard(session.grammars);
  const appended: FileEdit[] = [];
  const refused = new Set<string>();
  let document = start;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { findings } = session.analyzer.check(document, settingOf(project));
    const fixes = findings
      .filter(wanted)
      .flatMap((finding) => candidate(document, finding) ?? [])
      .filter((fix) => !refused.has(keyOf(fix)) && guard.editsSoundCode(document, fix.edits));
    const own = fixes.map((fix) => ({ ...fix, edits: fix.edits.filter((edit) => edit.uri === document.uri) }));
    const result = applyFixRound(own, {
      textOf: (uri) => (uri === document.uri ? document.text : null),
      objection: (uri, before, after) => guard.objection(uri, document.path, document.kind, before, after),
    });
    for (const { fix } of result.rejected) refused.add(keyOf(fix));
    const text = result.texts.get(document.uri);
    if (text === undefined) break;
    const applied = new Set(result.applied.map(keyOf));
    for (const fix of fixes) {
      if (applied.has(keyOf(fix)))
        appended.push(...fix.edits.filter((edit) => edit.uri !== document.uri && isNew(appended, edit)));
    }
    document = new SourceDocument(document.uri, document.path, document.kind, text, document.version);
  }
  return [...smallestEdits(start, document.text), ...appended];
}

/** The safe fix of a finding, unless it rewrites other files. */
function candidate(document: SourceDocument, finding: Finding): FixCandidate | null {
  const fix = finding.fixes.find(({ safety }) => safety === 'safe');
  if (fix === undefined) return null;
  const edits = fix.edits();
  if (edits.some((edit) => edit.uri !== document.uri && 'range' in edit)) return null;
  return { uri: document.uri, rule: finding.rule, title: fix.title, edits };
}

function keyOf(fix: FixCandidate): string {
  const own = fix.edits.filter((edit) => edit.uri === fix.uri);
  return JSON.stringify([fix.rule, fix.title, own]);
}

function isNew(known: readonly FileEdit[], edit: FileEdit): boolean {
  return !known.some((other) => JSON.stringify(other) === JSON.stringify(edit));
}

function smallestEdits(before: SourceDocument, after: string): FileEdit[] {
  const newLines = splitLines(after);
  const oldLines = splitLines(before.text);
  const starts: number[] = [0];
  for (const line of oldLines) starts.push((starts[starts.length - 1] ?? 0) + line.length);
  return diffLines(oldLines, newLines).map((change) => ({
    uri: before.uri,
    range: { start: starts[change.oldStart] ?? before.text.length, end: starts[change.oldEnd] ?? before.text.length },
    newText: newLines.slice(change.newStart, change.newEnd).join(''),
  }));
}
