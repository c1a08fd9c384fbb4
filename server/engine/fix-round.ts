import { lineEndingOf } from '../documents/line-ending';
import { applyFileEdits } from '../fixes/apply-edits';
import type { FileEdit } from '../rules/finding';

/** A fix whose edits are worked out. */
export interface FixCandidate {
  /** The file of the finding. */
  readonly uri: string;
  readonly rule: string;
  readonly title: string;
  readonly edits: readonly FileEdit[];
}

export interface FixRound {
  /** The new texts of the files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly FixCandidate[];
  /** Fixes that got in the way of others: the next round, on texts checked again, may apply them. */
  readonly deferred: readonly FixCandidate[];
  readonly rejected: readonly { readonly fix: FixCandidate; readonly reason: string }[];
}

export interface FixTexts {
  /** The present text of a file; null where there is none. */
  textOf(uri: string): string | null;
  /** Why a fix must not bring a file from one text to another; null when it may. */
  objection(uri: string, before: string, after: string): string | null;
}

/**
 * Applies as many fixes as fit together, in the order given. All of a fix is applied or nothing. Every edit refers to the texts as
 * they were before the round.
 */
export function applyFixRound(fixes: readonly FixCandidate[], texts: FixTexts): FixRound {
  const accepted: FixCandidate[] = [];
  const deferred: FixCandidate[] = [];
  const rejected: { fix: FixCandidate; reason: string }[] = [];
  const edits = new AcceptedEdits();
  for (const fix of fixes) {
    const normalised = { ...fix, edits: fix.edits.map((edit) => withLineEnding(edit, texts.textOf(edit.uri))) };
    const alone = attempt([normalised], texts);
    if (typeof alone === 'string') rejected.push({ fix, reason: alone });
    else if (alone.size === 0) rejected.push({ fix, reason: 'it changes nothing' });
    else if (edits.add(normalised.edits)) accepted.push(normalised);
    else deferred.push(fix);
  }
  const together = combine(accepted, texts);
  const applied = new Set(together.fixes);
  deferred.push(...accepted.filter((fix) => !applied.has(fix)));
  return { texts: together.texts, applied: together.fixes, deferred, rejected };
}

/**
 * Each fix is right by itself. Where those of one file are not right together, the first alone makes progress, and what is left is
 * looked at again on the new text.
 */
function combine(
  fixes: readonly FixCandidate[],
  texts: FixTexts,
): { fixes: FixCandidate[]; texts: Map<string, string> } {
  const all = attempt(fixes, texts);
  if (typeof all !== 'string') return { fixes: [...fixes], texts: all };
  const byFile = new Map<string, FixCandidate[]>();
  for (const fix of fixes) byFile.set(fix.uri, [...(byFile.get(fix.uri) ?? []), fix]);
  const kept = [...byFile.values()].flatMap((own) => (typeof attempt(own, texts) === 'string' ? own.slice(0, 1) : own));
  const result = attempt(kept, texts);
  if (typeof result !== 'string') return { fixes: kept, texts: result };
  const first = fixes.slice(0, 1);
  const alone = attempt(first, texts);
  return typeof alone === 'string' ? { fixes: [], texts: new Map() } : { fixes: first, texts: alone };
}

/** The texts after the fixes, or why they cannot be applied. */
function attempt(fixes: readonly FixCandidate[], texts: FixTexts): Map<string, string> | string {
  const unique = new AcceptedEdits();
  for (const fix of fixes) unique.add(fix.edits);
  let results: Map<string, string>;
  try {
    results = applyFileEdits(unique.list, (uri) => texts.textOf(uri));
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  for (const [uri, after] of results) {
    const before = texts.textOf(uri) ?? '';
    if (before === after) results.delete(uri);
    else {
      const reason = texts.objection(uri, before, after);
      if (reason !== null) return reason;
    }
  }
  return results;
}

function withLineEnding(edit: FileEdit, text: string | null): FileEdit {
  if (!('range' in edit) || text === null || !edit.newText.includes('\n')) return edit;
  return { ...edit, newText: edit.newText.replace(/\r?\n/g, lineEndingOf(text)) };
}

/** Edits that do not get in each other's way. The same edit wanted twice (one import for two fixes) is made once. */
class AcceptedEdits {
  readonly list: FileEdit[] = [];

  /** False, and nothing added, when one of the edits conflicts with those accepted before. */
  add(edits: readonly FileEdit[]): boolean {
    const fresh: FileEdit[] = [];
    for (const edit of edits) {
      if (this.list.some((other) => isSame(other, edit))) continue;
      if (this.list.some((other) => conflicts(other, edit))) return false;
      fresh.push(edit);
    }
    this.list.push(...fresh);
    return true;
  }
}

function isSame(a: FileEdit, b: FileEdit): boolean {
  if (a.uri !== b.uri) return false;
  if ('appendLine' in a || 'appendLine' in b) {
    return 'appendLine' in a && 'appendLine' in b && a.appendLine === b.appendLine;
  }
  return a.range.start === b.range.start && a.range.end === b.range.end && a.newText === b.newText;
}

function conflicts(a: FileEdit, b: FileEdit): boolean {
  if (a.uri !== b.uri || 'appendLine' in a || 'appendLine' in b) return false;
  // Touching edits conflict too: which of two insertions comes first is nothing to guess.
  return a.range.start <= b.range.end && b.range.start <= a.range.end;
}
