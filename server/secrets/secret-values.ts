import { type SecretKind, wordsOf } from './secret-names';

const PLACEHOLDER =
  /^(?:change[-_ ]?me.*|.*(?:changeme|example|placeholder|dummy|sample|redacted|replace[-_ ]?(?:me|with|this)|insert[-_ ]|your[-_ ]|my[-_ ](?:secret|password|token|api)|<[^>]*>|\.\.\.|x{4,}|\*{3,}|todo|fixme|not[-_ ]?(?:set|needed|used|required)).*|none|null|undefined|nil|empty|n\/a|true|false|test(?:ing|[-_ ]?\w{0,12})?|(?:test|dev|fake|mock|dummy|ci)[-_][a-z]+(?:[-_][a-z0-9]+){2,}|foo|bar|baz|foobar|abc123?|secret|password|passwd|pass|token|key|apikey|string|str|any|optional|required|hidden|masked|fake\S*|mock\S*|unused|disabled|enabled|default|local|user|username|anonymous|public|bearer|basic)$/i;

/** A value that refers to a secret elsewhere, or that a template fills in. */
const REFERENCE =
  /\$\{|\{\{|^\$\w|%\(|%[sd]|^\{.*\}$|<%|\bos\.environ\b|getenv|process\.env|^(?:env|vault|secret|file|aws|gcp|azure|ssm|op|keyring|arn|ref):|^@|^\/run\/secrets/i;

/** True for values that stand in for a secret: templates, references, examples. */
export function isPlaceholder(value: string): boolean {
  return value === '' || PLACEHOLDER.test(value) || REFERENCE.test(value) || isOneSymbol(value) || isSequence(value);
}

function isOneSymbol(value: string): boolean {
  return new Set(value).size <= 2 && value.length > 2;
}

/** `12345678`, `abcdefgh`, `1234567890abcdef` */
function isSequence(value: string): boolean {
  const lower = value.toLowerCase();
  return (
    lower.length >= 4 &&
    ('0123456789012345678901234567890'.includes(lower) ||
      'abcdefghijklmnopqrstuvwxyz'.includes(lower) ||
      '0123456789abcdef0123456789abcdef'.includes(lower) ||
      '1234567890abcdef1234567890abcdef'.includes(lower))
  );
}

/** Whether a value under a name that says "secret" looks like a real one. Names of keys, sentences, paths, versions, UUIDs and the like do not. */
export function looksLikeSecret(value: string, kind: SecretKind, name: string): boolean {
  if (isPlaceholder(value) || /\s/.test(value) || value.length > 500) return false;
  if (isOtherKindOfValue(value) || repeatsItsName(value, name)) return false;
  if (kind === 'password') return value.length >= 4 && !/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value);
  if (value.length < 8) return false;
  return isRandom(value);
}

/** Random enough for its length: several kinds of characters, few dictionary-like parts, high entropy. */
function isRandom(value: string): boolean {
  const hasDigit = /\d/.test(value);
  if (!hasDigit && value.length < 20) return false;
  if (wordShare(value) > 0.6 && !(hasDigit && value.length >= 12 && wordShare(value) < 0.85)) return false;
  const bits = entropy(value);
  const possible = Math.log2(Math.min(value.length, /^[0-9a-f-]+$/i.test(value) ? 16 : 62));
  return bits >= Math.max(2.5, possible * 0.7);
}

/** The share of a value that reads as words: runs of four or more letters in one case, with a vowel. */
function wordShare(value: string): number {
  const words = value.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? [];
  return (
    words
      .filter((word) => word.length >= 4 && /[aeiou]/i.test(word) && !/[bcdfghjklmnpqrstvwxz]{5}/i.test(word))
      .join('').length / value.length
  );
}

function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const symbol of value) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function isOtherKindOfValue(value: string): boolean {
  return (
    UUID.test(value) ||
    /^(?:https?|file|tcp|redis|nats|amqps?|wss?):\/\//.test(value) ||
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/.test(value) ||
    /^v?\d+(?:\.\d+)+$/.test(value) ||
    /^\d{1,7}(?:\.\d+)?$/.test(value) ||
    /^(?:sha\d+|md5|hs\d+|rs\d+|es\d+|aes[-_]?\d*.*)$/i.test(value) ||
    /^[\w.-]+\.(?:json|ya?ml|txt|pem|key|crt|py|env|toml|db)$/i.test(value) ||
    /^[\w.]+\(.*\)$/.test(value) ||
    /^(?:Bearer|Basic|Token)$/i.test(value) ||
    /^-----BEGIN/.test(value)
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
