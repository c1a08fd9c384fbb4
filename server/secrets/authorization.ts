import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isRandom } from './randomness';
import { isPlaceholder } from './placeholders';
import { isBrokenToken } from './broken-tokens';

/** A credential that is sent as such: in a header, or as a program's argument. */
export interface FoundCredential {
  /** What it is, e.g. `Authorization header`. */
  readonly what: string;
  readonly value: TextRange;
}

const HEADER =
  /authorization\\?["']?(?:\]|\s{0,4}[:=,]|\s{0,4}=>|\s{1,4}){1,3}\s{0,4}\(?\\?["'`]?(?:(Basic|Bearer|Token|ApiKey|Api-Key|Api-Token|Splunk|GenieKey|SSWS|Digest)\s{1,4}(?:token=)?\\?["']?)?([\w.~+/=:-]{8,4000})/gi;
const BEARER = /\bBearer\s{1,4}([\w.~+/-]{20,4000}={0,2})/g;

/** `Authorization: Bearer …`, `"Authorization": "Basic …"`, with a value that is a credential indeed. */
export function findHeaderCredentials(text: string): FoundCredential[] {
  const found: FoundCredential[] = [];
  if (/authorization/i.test(text)) {
    for (const match of text.matchAll(HEADER)) {
      const [whole, scheme = '', value = ''] = match;
      const real = /^basic$/i.test(scheme) ? isBasic(value) : (scheme !== '' || value.length >= 20) && isToken(value);
      if (!real) continue;
      const start = match.index + whole.length - value.length;
      found.push({ what: 'Authorization header', value: { start, end: start + value.length } });
    }
  }
  if (text.includes('Bearer ')) {
    for (const match of text.matchAll(BEARER)) {
      const value = match[1] ?? '';
      const start = match.index + match[0].length - value.length;
      if (isToken(value) && /\d/.test(value) && !found.some((other) => other.value.start === start))
        found.push({ what: 'Bearer token', value: { start, end: start + value.length } });
    }
  }
  return found;
}

function isToken(value: string): boolean {
  return value.length >= 12 && !isPlaceholder(value) && isRandom(value) && !isBrokenToken(value);
}

/** Base64 of `user:password`, where the password is no placeholder. */
function isBasic(value: string): boolean {
  let decoded: string;
  try {
    decoded = atob(value.replace(/=+$/, ''));
  } catch {
    return false;
  }
  const password = /^[\x20-\x7e]*?:([\x20-\x7e]*)$/.exec(decoded)?.[1];
  return password !== undefined && password.length >= 3 && !isPlaceholder(password);
}

const CURL_USER =
  /\bcurl\b[^\n]{0,2000}?(?:\\\r?\n[^\n]{0,500}?){0,8}?\s(?:-u|-U|--user|--proxy-user)(?:=|[ \t]{0,5})\\?(["']?)([^\s"':]{0,80}):\\?["']?([^\s"']{3,200})/g;

/** `curl -u user:password`: the password, or the user where that alone is the key. */
export function findCurlPasswords(text: string): FoundCredential[] {
  if (!text.includes('curl')) return [];
  return [...text.matchAll(CURL_USER)].flatMap((match) => {
    const [whole, , user = '', password = ''] = match;
    if (isPlaceholder(password) || /^\$|[{}<>]|\$\w{2,}$/.test(password) || isMereWord(password) || user === password)
      return [];
    const start = match.index + whole.length - password.length;
    return [{ what: 'curl command', value: { start, end: start + password.length } }];
  });
}

function isMereWord(value: string): boolean {
  return /^(?:[a-z]+|[A-Z_]+)$/.test(value) && value.length < 8;
}
