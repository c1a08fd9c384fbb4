import { isRandom, signs, wordiness } from './randomness';
import { type SecretKind, wordsOf } from './secret-names';

const PLACEHOLDER =
  /^(?:change[-_ ]?(?:me|it|this).*|.*(?:change[-_]?me|example|placeholder|dummy|sample|redacted|replace[-_ ]?(?:me|with|this)|insert[-_ ]|enter[-_ ]|your[-_ ]|my[-_ ](?:secret|password|token|api|key)|<[^>]*>|\.\.\.|x{4,}|X{4,}|\*{3,}|todo|fixme|not[-_ ]?(?:set|needed|used|required|real)|(?:^|[-_])fake|foobar|lorem|put[-_]).*|none|null|undefined|nil|empty|n\/a|true|false|yes|no|test(?:ing|[-_ ]?\w{0,12})?|(?:test|dev|fake|mock|dummy|ci)[-_][a-z]+(?:[-_][a-z0-9]+){2,}|foo|bar|baz|abc123?|some[-_ ]?\w*|secret|password|passwd|passphrase|pass|pwd|token|key|apikey|api[-_]key|string|str|any|optional|required|hidden|masked|mock\S*|unused|disabled|enabled|default|local|user|username|anonymous|public|bearer|basic|prompt|ask|random|generated|auto|value|text|invalid\S*|wrong\S*|incorrect\S*|expired\S*|bad[-_]\S*)$/i;

/** A value that refers to a secret elsewhere, or that a template fills in. */
const REFERENCE =
  /\$\{[\w.:?=+/ -]*\}|\{\{[^{}]*\}\}|#\{[^{}]*\}|\$\([^)]*\)|^\$[A-Za-z_]\w*(?:$|[/:.-])|^\$\d$|%\(|^%[sdvq]$|%s|^%\w+%$|^\{.*\}$|^\[.*\]$|<%|^\(.*\)$|\bos\.environ\b|getenv|process\.env|^(?:env|vault|secret|file|aws|gcp|azure|ssm|op|keyring|arn|ref|kms|sops|ENC|asm|secretsmanager|awssm|bao|doppler)[:([]|^!(?:vault|Ref|Sub|ENV|env|secret)|^@(?!\S*\d)|^\/run\/secrets|^-----BEGIN/i;

/** Hashes of passwords as they are stored: bcrypt, crypt, argon2, LDAP's and Django's. */
const PASSWORD_HASH =
  /^\$(?:2[abxy]?|1|5|6|y|apr1|argon2\w*|scrypt|pbkdf2[\w-]*)\$|^\{(?:SHA|SSHA|CRYPT|MD5|SSHA512|PBKDF2)\w*\}|^(?:pbkdf2|sha\d+|md5|scrypt|bcrypt|argon2)[:_$]/i;

/** What Amazon's documentation shows, in all its variations. */
const AWS_EXAMPLE = /IOSFODNN7|wJalrXUtnFEMI/i;

/** True for values that stand in for a secret: templates, references, examples. */
export function isPlaceholder(value: string): boolean {
  return (
    value === '' ||
    PLACEHOLDER.test(value) ||
    REFERENCE.test(value) ||
    AWS_EXAMPLE.test(value) ||
    isOneSymbol(value) ||
    isSequence(value)
  );
}

function isOneSymbol(value: string): boolean {
  return value.length > 2 && new Set(value).size <= 2;
}

const SEQUENCES = [
  '0123456789012345678901234567890',
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789abcdef0123456789abcdef',
  '1234567890abcdef1234567890abcdef',
  'qwertyuiopasdfghjklzxcvbnm',
  'abcdef0123456789abcdef0123456789',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  '1234567890qwertyuiop',
];

/** `12345678`, `abcdefgh`, `1234567890abcdef` */
function isSequence(value: string): boolean {
  const lower = value.toLowerCase();
  if (lower.length < 4) return false;
  return SEQUENCES.some((sequence) => sequence.includes(lower)) || /^(.{1,4})\1{2,}$/.test(lower);
}

/** Whether a value under a name that says "secret" looks like a real one. Names of keys, sentences, paths, versions, UUIDs and the like do not. */
export function looksLikeSecret(value: string, kind: SecretKind, name: string): boolean {
  if (value.length < 4 || value.length > 500 || isPlaceholder(value) || /\s/.test(value)) return false;
  if (isOtherKindOfValue(value, name) || repeatsItsName(value, name)) return false;
  if (kind === 'password') return isPassword(value);
  if (hasSequence(value, 9)) return false;
  return (
    value.length >= (kind === 'vague' ? 12 : 8) &&
    !isMistyped(value) &&
    isRandom(value) &&
    (kind === 'key' || /\d/.test(value) || signs(value) >= 6)
  );
}

/** Something that people or generators choose: not a constant's name, not the name of a member, not a call. */
function isPassword(value: string): boolean {
  if (!/[A-Za-z0-9]/.test(value)) return false;
  // Names in code: `userPassword`, `form.password`, `db-password-secret`.
  const parts = value.split(/[-_.:/]/);
  return !(parts.length > 2 && /^[a-z._:/-]+$/.test(value) && wordiness(value).share > 0.5);
}

/** What is made as tokens are, but for one sign that none of them holds: who mixes in signs, mixes in several. */
function isMistyped(value: string): boolean {
  return value.length >= 16 && value.replace(/[\w.~+/=:|-]/g, '').length === 1 && !/[!]$/.test(value);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Providers whose keys are UUIDs. */
const UUID_KEYS =
  /heroku|hubspot|snyk|sendbird|messagebird|message_bird|kucoin|squarespace|postmark|unsplash|clicksend|zerobounce|sendinblue|qualys|dynadot/i;

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
    // A number.
    /^0x[0-9a-f]{1,16}$/i.test(value) ||
    /^\d{1,3}(?:\.\d+)?$/.test(value) ||
    /^(?:sha\d+|md5|[hrep]s\d+|aes[-_]?\d*.*|ed25519|rsa|x-[a-z]+(?:-[a-z]+)*)$/i.test(value) ||
    /^[\w.-]+\.(?:json|ya?ml|txt|pem|key|crt|cer|p12|jks|py|env|toml|db|ini|conf|com|org|net|io|html|[jt]sx?)$/i.test(
      value,
    ) ||
    /^[\w.$>-]+\(.*\)?;?$/.test(value) ||
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

/** Whether a text holds that many symbols that count up or down: `123456`, `abcdef`, `654321`. Chance hardly ever makes six of them. */
export function hasSequence(body: string, length: number): boolean {
  const lower = body.toLowerCase();
  let up = 1;
  let down = 1;
  for (let at = 1; at < lower.length; at++) {
    const step = lower.charCodeAt(at) - lower.charCodeAt(at - 1);
    up = step === 1 ? up + 1 : 1;
    down = step === -1 ? down + 1 : 1;
    if (up >= length || down >= length) return true;
  }
  return false;
}
