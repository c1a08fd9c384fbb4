import { signs } from './randomness';
import { wordsOf } from './secret-names';

/**
 * Whether a value can have come out of a generator of keys: all of it from one alphabet. Who changes a key by hand, shortens it or makes one up
 * leaves what chance would not: a sign that no alphabet has, one capital among small letters, one letter among hexadecimal digits.
 */
export function isKeyShaped(value: string, name: string): boolean {
  return (
    (isChosen(name) || signs(value) >= 8 || !hasForeignSign(value)) &&
    !hasStrayCase(value) &&
    !isNearlyHexadecimal(value) &&
    !isBrokenUuid(value) &&
    !takesTurns(value)
  );
}

/** Words of names under which people keep what they chose themselves, as they choose passwords. */
const CHOSEN =
  /^(?:secret|secrets|secrete|key|secretkey|passphrase|salt|jwt|hmac|credentials?|creds?|app|flask|django|session|cookie|sign|signing|encrypt|encryption|auth|shared|master|admin|user|root|service|internal|my|our|db|database|server|webhook|default|prod|production|dev|development|staging)$/;

/** `SECRET_KEY`, `jwt_secret`: keys that people choose. Those that a provider issues are generated. */
function isChosen(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => !/^keys?$/.test(word)) && words.every((word) => CHOSEN.test(word));
}

/** The signs of Base64 in both its alphabets, of what joins parts, and of percent encoding. */
function hasForeignSign(value: string): boolean {
  return /^=|[^\w.~+/=:|-]/.test(value.replace(/%[0-9A-Fa-f]{2}/g, ''));
}

/** Of many letters one or two are of the other case: chance has them about half and half, or all of one case. */
function hasStrayCase(value: string): boolean {
  const letters = value.replace(/[^A-Za-z]/g, '');
  if (letters.length < 16) return false;
  const capitals = letters.replace(/[a-z]/g, '').length;
  const stray = Math.min(capitals, letters.length - capitals);
  if (stray === 0 || stray > 2) return false;
  // A prefix may be of the other case, and what follows a separator: `SK0123…`, `sk-ABCD…`, `107097:Aj54…`.
  return (
    !/^(?:[a-z]{2}[^a-z]+|[A-Z]{2}[^A-Z]+)$/.test(value) &&
    !/^[^A-Za-z]*[:._-](?:[a-z][^a-z]+|[A-Z][^A-Z]+)$/.test(value)
  );
}

/** Of many hexadecimal digits one or two are none: `1f0c…g…`. Behind a prefix that ends, only what follows counts. */
function isNearlyHexadecimal(value: string): boolean {
  const body = value.replace(/^[A-Za-z][A-Za-z0-9]{0,15}[-_:.]/, '');
  if (body.length < 20 || !/^[0-9A-Za-z]+$/.test(body)) return false;
  const others = body.replace(/[0-9a-f]/gi, '').length;
  return others > 0 && others <= 2 && !/^[a-z]{1,2}(?:[0-9a-f]{8})+$/i.test(body);
}

/** The form of a UUID with a letter or two that none has. */
function isBrokenUuid(value: string): boolean {
  if (!/^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i.test(value)) return false;
  const others = value.replace(/[0-9a-f-]/gi, '').length;
  return others > 0 && others <= 2;
}

/** Letters and digits that take turns: `a1b2c3d4e5f6…`. */
function takesTurns(value: string): boolean {
  return /(?:[A-Za-z][0-9]){7}|(?:[0-9][A-Za-z]){7}|^(?:[A-Za-z][0-9]){3,}$|^(?:[0-9][A-Za-z]){3,}$/.test(value);
}
