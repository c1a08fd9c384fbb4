import { isBrokenToken } from './broken-tokens';
import { isKeyShaped } from './key-shapes';
import { hasSequence, isEncodedText, isPlaceholder } from './placeholders';
import { breaksProvidersForm } from './provider-values';
import { isJoinedWords, isRandom, signs, wordiness } from './randomness';
import { type SecretKind, isSigningName, wordsOf } from './secret-names';
import { isWellKnown } from './well-known-values';

/** Hashes of passwords as they are stored: bcrypt, crypt, argon2, LDAP's and Django's. */
const PASSWORD_HASH =
  /^\$(?:2[abxy]?|1|5|6|y|apr1|argon2\w*|scrypt|pbkdf2[\w-]*)\$|^\{(?:SHA|SSHA|CRYPT|MD5|SSHA512|PBKDF2)\w*\}|^(?:pbkdf2|sha\d+|md5|scrypt|bcrypt|argon2)[:_$]/i;

/** Whether a value under a name that says "secret" looks like a real one. Names of keys, sentences, paths, versions, UUIDs and the like do not. */
export function looksLikeSecret(value: string, kind: SecretKind, name: string): boolean {
  if (value.length < 4 || value.length > 500 || isPlaceholder(value) || /^[?=&,]|\s/.test(value)) return false;
  if (isOtherKindOfValue(value, name) || repeatsItsName(value, name)) return false;
  if (breaksProvidersForm(name, value)) return false;
  if (kind === 'password') return isPassword(value);
  if (isSigningName(name) && isChosenKey(value)) return true;
  if (hasSequence(value, 9)) return false;
  return (
    value.length >= (kind === 'vague' ? 12 : 8) &&
    isKeyShaped(value, name) &&
    isRandom(value) &&
    !isBrokenToken(value) &&
    !isWellKnown(value) &&
    !isEncodedText(value) &&
    !(kind === 'vague' && isJoinedWords(value)) &&
    (kind === 'key' || /\d/.test(value) || signs(value) >= 6)
  );
}

/** What somebody typed in for a key: some word with a number or a sign, or something long. */
function isChosenKey(value: string): boolean {
  return isPassword(value) && (value.length >= 10 || (value.length >= 6 && /\d|[^\w-]/.test(value)));
}

/** Something that people or generators choose: not a constant's name, not the name of a member, not a call. */
function isPassword(value: string): boolean {
  if (!/[A-Za-z0-9]/.test(value)) return false;
  // Names in code: `userPassword`, `form.password`, `db-password-secret`.
  const parts = value.split(/[-_.:/]/);
  return !(parts.length > 2 && /^[a-z._:/-]+$/.test(value) && wordiness(value).share > 0.5);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Providers whose keys are UUIDs. */
const UUID_KEYS =
  /heroku|hubspot|sauce|snyk|sendbird|messagebird|message_bird|kucoin|squarespace|postmark|unsplash|clicksend|zerobounce|sendinblue|qualys|dynadot/i;

function isOtherKindOfValue(value: string, name: string): boolean {
  return (
    (UUID.test(value) && !UUID_KEYS.test(name)) ||
    PASSWORD_HASH.test(value) ||
    // The name of a constant or a variable.
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) ||
    // Patterns that look for secrets are none.
    /\(\?[:=!<]|\[[\^\\]?\w-\w|\\[dwsb]|\{\d+,\d*\}/.test(value) ||
    /^(?:[a-z][a-z0-9+.-]{1,20}):\/\//i.test(value) ||
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)\S*\/\S|^(?:\.{1,2}\/|~\/|\/(?:etc|var|usr|opt|home|run|tmp|app|mnt)\/)/.test(
      value,
    ) ||
    /^v?\d+(?:\.\d+)+$|[a-z]-v?\d+(?:\.\d+)+$/.test(value) ||
    // An image, a package or a page: `ghcr.io/voice/hub:1.2`.
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/[a-z0-9._-]+)+(?:[:@][\w.:-]+)?$/.test(value) ||
    // A number.
    /^0x[0-9a-f]{1,16}$/i.test(value) ||
    /^\d{1,3}(?:\.\d+)?$/.test(value) ||
    /^(?:sha\d+|md5|[hrep]s\d+|aes[-_]?\d*.*|ed25519|rsa|x-[a-z]+(?:-[a-z]+)*)$/i.test(value) ||
    /^[\w.-]+\.(?:json|ya?ml|txt|pem|key|crt|cer|p12|jks|py|env|toml|db|ini|conf|com|org|net|io|html|[jt]sx?)$/i.test(
      value,
    ) ||
    // A call, perhaps cut off at a quote.
    /^[\w.$>-]+\([\w.,=[\]"'(){}:*&!-]*;?$/.test(value) ||
    /^(?:self|this|config|cfg|settings|options|opts|args|env|process|request|req|res|data|params|props|user|context|ctx|module|vars?|local|secrets|github|steps|inputs|matrix)\.[A-Za-z_]/.test(
      value,
    ) ||
    /^[A-Za-z_]\w*(?:->|::)\w/.test(value) ||
    /^[A-Za-z_]\w*\[["'\w]/.test(value) ||
    /^(?:Bearer|Basic|Token)$/i.test(value) ||
    /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(value) ||
    /^ssh-(?:rsa|ed25519)|^AAAA[BCE]3Nza/.test(value) ||
    /^#[0-9a-f]{3,8}$/i.test(value)
  );
}

/** `DATABASE_PASSWORD = "database_password"`: the value names the thing; so do values made of nothing but words such as `api-key-header`. */
function repeatsItsName(value: string, name: string): boolean {
  const valueWords = wordsOf(value);
  if (valueWords.length === 0) return false;
  const nameWords = new Set(wordsOf(name));
  if (valueWords.every((word) => nameWords.has(word))) return true;
  return (
    !/\d/.test(value) &&
    valueWords.length > 1 &&
    valueWords.some((word) => /^(password|passwd|secret|token|key|credentials?|auth)$/.test(word))
  );
}
