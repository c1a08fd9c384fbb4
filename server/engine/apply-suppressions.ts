import type { SourceDocument } from '../documents/document';
import type { Finding } from '../rules/finding';
import { ALL_RULES, type NamedRule, type Suppression, covers } from '../suppressions/suppression';

export interface Silence {
  /** What is left of the findings. */
  readonly findings: Finding[];
  readonly silenced: Finding[];
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
  const silenced: Finding[] = [];
  if (suppressions.length === 0) return { findings, silenced, used };
  const left = findings.filter((finding) => {
    const { rule, range } = finding;
    let isSilenced = false;
    for (const suppression of suppressions) {
      if (!covers(suppression, lines, range)) continue;
      for (const named of suppression.rules) {
        if (named.id !== rule && !(all && named.id === ALL_RULES)) continue;
        isSilenced = true;
        used.add(named);
      }
    }
    if (isSilenced) silenced.push(finding);
    return !isSilenced;
  });
  return { findings: left, silenced, used };
}
