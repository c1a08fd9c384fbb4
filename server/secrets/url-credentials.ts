import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { LineSearch } from './line-search';
import { secretKindOf } from './secret-names';
import { isPlaceholder, looksLikeSecret } from './secret-values';

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
    found.push({
      scheme: scheme.toLowerCase(),
      user,
      parameter: null,
      password: { start, end: start + password.length },
      url,
    });
  }
  if (text.includes('='))
    found.push(...findQuerySecrets(text).filter(({ url }) => !found.some((other) => other.url.start === url.start)));
  return found.sort((a, b) => a.url.start - b.url.start);
}

const QUERY =
  /\b([a-z][a-z0-9+.-]{1,20}):\/\/([^\s"'`<>?]{1,200})\?([^\s"'`<>]{0,300}?&)??([\w.-]{0,30}(?:token|key|secret|passw(?:or)?d|pwd))=([\w.~%+/-]{8,500})/gi;

/** `https://host/path?access_token=…`, where the value is as random as tokens are. */
function findQuerySecrets(text: string): UrlCredentials[] {
  return [...text.matchAll(QUERY)].flatMap((match) => {
    const [whole, scheme = '', , , parameter = '', value = ''] = match;
    const kind = secretKindOf(parameter);
    if (kind === null || !looksLikeSecret(value, kind === 'password' ? 'key' : kind, parameter)) return [];
    const url = { start: match.index, end: match.index + whole.length };
    return [
      {
        scheme: scheme.toLowerCase(),
        user: '',
        parameter,
        password: { start: url.end - value.length, end: url.end },
        url,
      },
    ];
  });
}

const DOCUMENTATION_HOST =
  /^(?:example\.(?:com|org|net)|[\w.-]*\.example(?:\.(?:com|org|net))?|host(?:name)?|server|myhost|your[-_]?\w*)(?::|\/|$)/i;

function isRealPassword(password: string, user: string, host: string): boolean {
  if (password.length < 4 || isPlaceholder(password) || /[{}$%*()]|\uFFFC/.test(password)) return false;
  if (/^(?:pass(?:word)?|pwd|secret|passwd|p(?:w|ss)|x+|token|key)$/i.test(password)) return false;
  if (/^user(?:name)?$/i.test(user) && /^pass/i.test(password)) return false;
  return !DOCUMENTATION_HOST.test(host);
}
