/** Replaces what must not be read. */
export const MASK = '•••';

export interface Masker {
  (text: string): string;
  /** The longest text that is hidden as one, in UTF-16 code units; 0 when absent. */
  readonly reach?: number;
  /** How much of the end of a text may be the beginning of a secret whose rest is still to come, in UTF-16 code units. */
  pending?(text: string): number;
}

/** Shorter values would blot out ordinary text without hiding anything. */
const SHORTEST_SECRET = 4;
/** Of a base64 text that a secret is a part of, at least this much must be the secret's own. */
const SHORTEST_INNER = 8;

/** The password in `scheme://user:password@host`, wherever it comes from. Every part is bounded, so that long lines cost no more. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}@/gi;
const URL_REACH = 32 + 3 + 256 + 1 + 256 + 1;

/**
 * A function that hides these values in a text, also where they stand percent-encoded, JSON-escaped, base64-encoded (alone or as part of
 * more, as in `Authorization: Basic`), or line by line (keys span several).
 */
export function createMasker(secretValues: Iterable<string>): Masker {
  const forms = new Set<string>();
  for (const value of secretValues) {
    for (const form of formsOf(value)) if (form.length >= SHORTEST_SECRET) forms.add(form);
  }
  // Longest first, so that a secret which contains another is hidden whole.
  const literals = [...forms].sort((a, b) => b.length - a.length);
  const pattern = literals.length === 0 ? null : new RegExp(literals.map(escapeRegExp).join('|'), 'g');
  const mask = (text: string): string => {
    const hidden = pattern ? text.replace(pattern, MASK) : text;
    return hidden.includes('://') ? hidden.replace(URL_PASSWORD, `$1${MASK}@`) : hidden;
  };
  return Object.assign(mask, {
    reach: Math.max(literals[0]?.length ?? 0, URL_REACH),
    pending: (text: string) => Math.max(0, ...literals.map((literal) => overlap(text, literal))),
  });
}

/** The length of the longest end of the text that is a beginning of the literal, from {@link SHORTEST_SECRET} on; else 0. */
function overlap(text: string, literal: string): number {
  for (let length = Math.min(literal.length - 1, text.length); length >= SHORTEST_SECRET; length--) {
    if (text.endsWith(literal.slice(0, length))) return length;
  }
  return 0;
}

function formsOf(value: string): string[] {
  const trimmed = value.trim();
  if (trimmed.length < SHORTEST_SECRET) return [];
  const forms = [
    trimmed,
    encodeForUrl(trimmed),
    JSON.stringify(trimmed).slice(1, -1),
    Buffer.from(trimmed).toString('base64'),
    ...insideBase64(trimmed),
  ];
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  // Of a key in several lines the first and the last only say what it is.
  if (lines.length > 1) forms.push(...lines.filter((line) => line.length >= 8 && !line.startsWith('-----')));
  return forms;
}

/**
 * What is the same in every base64 text that the value is a part of, for each of the three places at which it may begin. In both alphabets.
 */
function insideBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    // A digit of base64 holds six bits; those that share bits with the neighbours are left out.
    const inner = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (inner.length < SHORTEST_INNER) return [];
    return [inner, inner.replaceAll('-', '+').replaceAll('_', '/')];
  });
}

function encodeForUrl(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value; // a lone surrogate has no encoding
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Hides what either of the two hides. */
export function eitherMask(a: Masker, b: Masker): Masker {
  return Object.assign((text: string) => b(a(text)), {
    reach: Math.max(a.reach ?? 0, b.reach ?? 0),
    pending: (text: string) => Math.max(a.pending?.(text) ?? 0, b.pending?.(text) ?? 0),
  });
}
