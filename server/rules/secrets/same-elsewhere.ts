import type { RelatedPlace } from '../finding';
import type { RuleContext } from '../rule';

/** Enough to see where to look; the message says how many there are. */
const SHOWN = 5;

/** What a finding about a secret adds when the same value stands in other files: who replaces it has to replace it there, too. */
export function sameElsewhere(
  { project, document }: RuleContext,
  value: string,
): { readonly note: string; readonly related: readonly RelatedPlace[] } {
  const places = project.secrets.elsewhere(document.path, value);
  const [first] = places;
  if (first === undefined) return { note: '', related: [] };
  return {
    note:
      places.length === 1 ? ` (it stands in ${first.path}, too)` : ` (it stands in ${places.length} other files, too)`,
    related: places.slice(0, SHOWN).map(({ path, range }) => ({
      uri: project.uriOf(path),
      range,
      message: 'The same value stands here',
    })),
  };
}
