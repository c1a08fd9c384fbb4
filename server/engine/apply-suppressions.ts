import type { SourceDocument } from '../documents/document';
import type { Finding } from '../rules/finding';
import { ALL_RULES, type NamedRule, type Suppression, covers } from '../suppressions/suppression';

export interface Silence {
  /** What is left of the findings. */
  readonly findings: Finding[];
  /** The rules of the suppressions that silenced something. */
  readonly used: ReadonlySet<NamedRule>;
}

/**
 * Leaves out what is silenced. Where several suppressions hold, each of them counts as used.
 *
 * @param all false for findings about suppressions: one of all rules does not silence what is said of itself
 */
export function applySuppressions(
  { lines }: SourceDocument,
  findings: Finding[],
  suppressions: readonly Suppression[],
  { all = true } = {},
): Silence {
  const used = new Set<NamedRule>();
  if (suppressions.length === 0) return { findings, used };
  const left = findings.filter(({ rule, range }) => {
    const [first, last] = [lines.lineAt(range.start), lines.lineAt(range.end)];
    let silenced = false;
    for (const suppression of suppressions) {
      if (!covers(suppression, first, last)) continue;
      for (const named of suppression.rules) {
        if (named.id !== rule && !(all && named.id === ALL_RULES)) continue;
        silenced = true;
        used.add(named);
      }
    }
    return !silenced;
  });
  return { findings: left, used };
}
