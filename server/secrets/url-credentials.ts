import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { LineSearch } from './line-search';
import { isPlaceholder } from './secret-values';

/** A password in a URL of any scheme. */
export interface UrlCredentials {
  readonly scheme: string;
  readonly user: string;
  readonly password: TextRange;
  /** The whole URL as far as it goes without white space or quotes. */
  readonly url: TextRange;
}

const URL =
  /\b([a-z][a-z0-9+.-]{1,20}):\/\/([^\s:/@"'`<>{}|\\]{0,64}):([^\s/@"'`<>|\\]{1,128})@([^\s"'`<>)\]},;]{1,200})/gi;

const search = new LineSearch<UrlCredentials>(
  findUrlCredentials,
  ({ url }) => url,
  ({ password, url, ...rest }, by) => ({
    ...rest,
    password: { start: password.start + by, end: password.end + by },
    url: { start: url.start + by, end: url.end + by },
  }),
);

/** As `findUrlCredentials`, for the text of a document that was perhaps searched before its last edit. */
export function findUrlCredentialsOf(text: string): readonly UrlCredentials[] {
  return search.search(text);
}

/** URLs with a real password in them; templates, references and words that only stand for a password are passed over. */
export function findUrlCredentials(text: string): UrlCredentials[] {
  if (!text.includes('://')) return [];
  const found: UrlCredentials[] = [];
  for (const match of text.matchAll(URL)) {
    const [whole, scheme = '', user = '', password = '', host = ''] = match;
    if (!isRealPassword(password, user, host)) continue;
    const url = { start: match.index, end: match.index + whole.length };
    const start = match.index + scheme.length + 3 + user.length + 1;
    found.push({ scheme: scheme.toLowerCase(), user, password: { start, end: start + password.length }, url });
  }
  return found;
}

const DOCUMENTATION_HOST =
  /^(?:example\.(?:com|org|net)|[\w.-]*\.example(?:\.(?:com|org|net))?|host(?:name)?|server|myhost|your[-_]?\w*)(?::|\/|$)/i;

function isRealPassword(password: string, user: string, host: string): boolean {
  if (password.length < 4 || isPlaceholder(password) || /[{}$%*()]|\uFFFC/.test(password)) return false;
  if (/^(?:pass(?:word)?|pwd|secret|passwd|p(?:w|ss)|x+|token|key)$/i.test(password)) return false;
  if (/^user(?:name)?$/i.test(user) && /^pass/i.test(password)) return false;
  return !DOCUMENTATION_HOST.test(host);
}
