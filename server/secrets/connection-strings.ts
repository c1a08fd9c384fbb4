import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isPlaceholder } from './placeholders';

const PASSWORD =
  /(?:^|[;\s?&"'`,])(?:password|pwd|pass|accountkey|sharedaccesskey|sharedsecretvalue)\s*=\s*([^;\s"'`&<>]{4,200})/gi;
/** Other parts of a connection string; one of them has to be there, else `Password=…` is the label of a form. */
const COMPANION =
  /(?:^|[;\s?&"'`,])(?:server|host|hostaddr|data source|datasource|initial catalog|database|dbname|user(?: ?id|name)?|uid|port|endpoint|accountname|defaultendpointsprotocol|sharedaccesskeyname|trusted_connection|address)\s*=\s*\S/i;

/** Passwords in `Server=…;User Id=…;Password=…`, `host=… user=… password=…` and `jdbc:…?user=…&password=…`, by where they stand in the text. */
export function findConnectionPasswords(text: string): TextRange[] {
  if (text.length > 2000 || !text.includes('=')) return [];
  if (!COMPANION.test(text) && !text.includes('jdbc:')) return [];
  return [...text.matchAll(PASSWORD)].flatMap((match) => {
    const value = match[1] ?? '';
    if (isPlaceholder(value) || /[{}$%<>()]/.test(value)) return [];
    const start = match.index + match[0].length - value.length;
    return [{ start, end: start + value.length }];
  });
}

const CONNECTION_LINE = /(?:^|\n)([^\n]*?(?:password|pwd|accountkey|sharedaccesskey)[ \t]*=[^\n]*)/gi;

/** As `findConnectionPasswords`, in the lines of a file: a line has to hold the whole of a connection string. */
export function findConnectionPasswordsInLines(text: string): TextRange[] {
  const found: TextRange[] = [];
  for (const match of text.matchAll(CONNECTION_LINE)) {
    const line = match[1] ?? '';
    const from = match.index + match[0].length - line.length;
    if (!/;|jdbc:|[?&]|\bhost=/i.test(line)) continue;
    for (const { start, end } of findConnectionPasswords(line)) found.push({ start: from + start, end: from + end });
  }
  return found;
}
