import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isPlaceholder } from './secret-values';

const PASSWORD = /(?:^|[;\s])(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*([^;\s"'&]{4,200})/gi;
/** Other parts of a connection string; one of them has to be there, else `Password=…` is the label of a form. */
const COMPANION =
  /(?:^|[;\s])(?:server|host|hostaddr|data source|initial catalog|database|dbname|user(?: ?id|name)?|uid|port|endpoint|accountname|sharedaccesskeyname)\s*=\s*\S/i;

/** Passwords in `Server=…;User Id=…;Password=…` and `host=… user=… password=…`, by where they stand in the text. */
export function findConnectionPasswords(text: string): TextRange[] {
  if (text.length > 2000 || !text.includes('=') || !COMPANION.test(text)) return [];
  return [...text.matchAll(PASSWORD)].flatMap((match) => {
    const value = match[1] ?? '';
    if (isPlaceholder(value) || /[{}$%<>]/.test(value)) return [];
    const start = match.index + match[0].length - value.length;
    return [{ start, end: start + value.length }];
  });
}
