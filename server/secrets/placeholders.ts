import { decodeBase64 } from './token-proofs';

const PLACEHOLDER =
  /^(?:change[-_ ]?(?:me|it|this).*|.*(?:change[-_]?me|example|placeholder|dummy|sample|redacted|replace[-_ ]?(?:me|with|this)|insert[-_ ]|enter[-_ ]|your[-_ ]|your(?:secret|pass|token|api|key|own)|my[-_ ](?:secret|password|token|api|key)|<[^>]*>|\.\.\.|x{4,}|X{4,}|\*{3,}|todo|fixme|not[-_ ]?(?:set|needed|used|required|real)|(?:^|[-_])fake|foobar|lorem|put[-_]).*|none|null|undefined|nil|empty|n\/a|true|false|yes|no|test(?:ing|[-_ ]?\w{0,12})?|(?:test|dev|fake|mock|dummy|ci)[-_][a-z]+(?:[-_][a-z0-9]+){2,}|foo|bar|baz|abc123?|some[-_ ]?\w*|secret|password|passwd|passphrase|pass|pwd|token|key|apikey|api[-_]key|string|str|any|optional|required|hidden|masked|mock\S*|unused|disabled|enabled|default|local|user|username|anonymous|public|bearer|basic|prompt|ask|random|generated|auto|value|text|invalid\S*|wrong\S*|incorrect\S*|expired\S*|bad[-_]\S*)$/i;

/** A value that refers to a secret elsewhere, or that a template fills in. */
const REFERENCE =
  /\$\{[\w.:?=+/ -]*\}|\$\{\w+:?[-=?+][^{}]*\}|\{\{[^{}]*\}\}|#\{[^{}]*\}|\$\([^)]*\)|^\$[A-Za-z_]\w*(?:$|[/:.-])|^\$\d$|%\(|^%[sdvq]$|%s|^%\w+%$|^\{.*\}$|^\[.*\]$|<%|^\(.*\)$|\bos\.environ\b|getenv|process\.env|^(?:env|vault|secret|file|aws|gcp|azure|ssm|op|keyring|arn|ref|kms|sops|ENC|asm|secretsmanager|awssm|bao|doppler)[:([]|^!(?:vault|Ref|Sub|ENV|env|secret)|^@(?!\S*\d)|^\/run\/secrets|^-----BEGIN/i;

/** What Amazon's documentation shows, in all its variations. */
const AWS_EXAMPLE = /IOSFODNN7|wJalrXUtnFEMI/i;

/** `${NAME:-default}`, whole: what a shell and Compose take where a variable is not set. */
const WITH_DEFAULT = /^\$\{(\w+):?[-=]([^{}]*)\}$/;

/** The default of a reference that is all of a value, with where it begins in it; null for everything else. */
export function defaultOf(
  value: string,
): { readonly variable: string; readonly text: string; readonly at: number } | null {
  const match = WITH_DEFAULT.exec(value);
  const [, variable = '', text = ''] = match ?? [];
  return match === null ? null : { variable, text, at: value.length - 1 - text.length };
}

/** True for values that stand in for a secret: templates, references, examples. */
export function isPlaceholder(value: string): boolean {
  return (
    value === '' ||
    PLACEHOLDER.test(value) ||
    REFERENCE.test(value) ||
    AWS_EXAMPLE.test(value) ||
    isOneSymbol(value) ||
    isSequence(value) ||
    isChainOfSequences(value)
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

/** `abc123xyz789`: all of it counts up or down, three symbols or more at a time. */
export function isChainOfSequences(value: string): boolean {
  if (value.length < 6 || value.length > 16) return false;
  for (let at = 0; at < value.length;) {
    const length = sequenceAtStart(value.slice(at));
    if (length < 3) return false;
    at += length;
  }
  return true;
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

/** How many symbols at the start of a text count up or down, in either case; 0 follows 9. */
export function sequenceAtStart(text: string): number {
  const lower = text.toLowerCase();
  const step = stepAt(lower, 1);
  if (Math.abs(step) !== 1) return 0;
  let length = 2;
  while (length < lower.length && stepAt(lower, length) === step) length++;
  return length;
}

function stepAt(text: string, at: number): number {
  const pair = text.slice(at - 1, at + 1);
  return pair === '90' ? 1 : pair === '09' ? -1 : text.charCodeAt(at) - text.charCodeAt(at - 1);
}

/** Base64 of a text that people read. */
export function isEncodedText(value: string): boolean {
  if (value.length < 16 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  const text = decodeBase64(value);
  return /^(?!-----BEGIN)[\x20-\x7e\s]+$/.test(text) && /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text);
}
