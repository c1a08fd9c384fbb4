import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { LineSearch } from './line-search';
import { secretKindOf } from './secret-names';
import { isPlaceholder } from './placeholders';
import { looksLikeSecret } from './secret-values';

/** A password or a token in a URL of any scheme. */
export interface UrlCredentials {
  readonly scheme: string;
  readonly user: string;
  /** The parameter that holds the secret, where it stands in the query; then there is no user. */
  readonly parameter: string | null;
  readonly password: TextRange;
  /** The whole URL as far as it goes without white space or quotes. */
  readonly url: TextRange;
}

const CREDENTIALS = /:\/\/([^\s:/@"'`<>{}|\\]{0,64}):([^\s/@"'`<>|\\]{1,128})@([^\s"'`<>)\]},;]{1,200})/y;

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
  const found: UrlCredentials[] = [];
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    const scheme = schemeBefore(text, at);
    if (scheme === '') continue;
    const credentials = passwordAt(text, at, scheme) ?? querySecretAt(text, at, scheme);
    if (credentials !== null) found.push(credentials);
  }
  return found;
}

/** The scheme that ends at an offset; the empty string where none does. */
function schemeBefore(text: string, end: number): string {
  return /[a-z][a-z0-9+.-]{1,20}$/i.exec(text.slice(Math.max(0, end - 22), end))?.[0].toLowerCase() ?? '';
}

function passwordAt(text: string, at: number, scheme: string): UrlCredentials | null {
  CREDENTIALS.lastIndex = at;
  const match = CREDENTIALS.exec(text);
  if (match === null) return null;
  const [whole, user = '', password = '', host = ''] = match;
  if (!isRealPassword(password, user, host)) return null;
  const start = at + 3 + user.length + 1;
  return {
    scheme,
    user,
    parameter: null,
    password: { start, end: start + password.length },
    url: { start: at - scheme.length, end: at + whole.length },
  };
}

const QUERY =
  /:\/\/[^\s"'`<>?]{1,200}\?(?:[^\s"'`<>]{0,300}?&)??([\w.-]{0,30}(?:token|key|secret|passw(?:or)?d|pwd))=([\w.~%+/-]{8,500})/iy;

/** `https://host/path?access_token=…`, where the value is as random as tokens are. */
function querySecretAt(text: string, at: number, scheme: string): UrlCredentials | null {
  QUERY.lastIndex = at;
  const match = QUERY.exec(text);
  if (match === null) return null;
  const [whole, parameter = '', value = ''] = match;
  const kind = secretKindOf(parameter);
  if (kind === null || !looksLikeSecret(value, kind === 'password' ? 'key' : kind, parameter)) return null;
  const end = at + whole.length;
  return {
    scheme,
    user: '',
    parameter,
    password: { start: end - value.length, end },
    url: { start: at - scheme.length, end },
  };
}

/** Holes that something fills in, in every spelling; stars that stand for what is not shown. */
const TEMPLATE = /[{}]|\$[A-Za-z_(]|%[sdv(]\b|%\w+%|\*{2,}|^\*|\(.*\)|\uFFFC/;

/** Of documentation, and of a single letter: tests of parsers. */
const DOCUMENTATION_HOST =
  /^(?:[a-z]|example\.(?:com|org|net)|[\w.-]*\.example(?:\.(?:com|org|net))?|host(?:name)?|server|myhost|your[-_]?\w*)(?::|\/|$)/i;

/** As servers get it: `a%20secret` says what it stands for, too. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

function isRealPassword(written: string, user: string, host: string): boolean {
  const password = decoded(written);
  if (password.length < 4 || isPlaceholder(password) || TEMPLATE.test(password)) return false;
  if (/^(?:pass(?:word)?|pwd|secret|passwd|p(?:w|ss)|x+|token|key)$/i.test(password)) return false;
  if (/^(?:my|the|an?|some|your)[-_ ]?(?:pass(?:word|wd|phrase)?|pwd|pw|secret|token|key)$/i.test(password))
    return false;
  if (/^user(?:name)?$/i.test(user) && /^pass/i.test(password)) return false;
  return !DOCUMENTATION_HOST.test(host);
}
