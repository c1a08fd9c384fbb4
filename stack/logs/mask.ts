/** Replaces what must not be read. */
export const MASK = '•••';

export type Masker = (text: string) => string;

/** Shorter values would blot out ordinary text without hiding anything. */
const SHORTEST_SECRET = 4;

/** The password in `scheme://user:password@host`, wherever it comes from. Every part is bounded, so that long lines cost no more. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}@/gi;

/**
 * A function that hides these values in a text, also where they stand percent-encoded, JSON-escaped, base64-encoded, or line by line
 * (keys span several). Works on any text, but a value cut in two by the caller's line splitting is only found if it was multi-line.
 */
export function createMasker(secretValues: Iterable<string>): Masker {
  const forms = new Set<string>();
  for (const value of secretValues) {
    for (const form of formsOf(value)) if (form.length >= SHORTEST_SECRET) forms.add(form);
  }
  // Longest first, so that a secret which contains another is hidden whole.
  const literals = [...forms].sort((a, b) => b.length - a.length).map(escapeRegExp);
  const pattern = literals.length === 0 ? null : new RegExp(literals.join('|'), 'g');
  return (text) => {
    const hidden = pattern ? text.replace(pattern, MASK) : text;
    return hidden.includes('://') ? hidden.replace(URL_PASSWORD, `$1${MASK}@`) : hidden;
  };
}

function formsOf(value: string): string[] {
  const trimmed = value.trim();
  if (trimmed.length < SHORTEST_SECRET) return [];
  const forms = [
    trimmed,
    encodeForUrl(trimmed),
    JSON.stringify(trimmed).slice(1, -1),
    Buffer.from(trimmed).toString('base64'),
  ];
  const lines = trimmed.split(/\r?\n/).map((line) => line.trim());
  // Of a key in several lines the first and the last only say what it is.
  if (lines.length > 1) forms.push(...lines.filter((line) => line.length >= 8 && !line.startsWith('-----')));
  return forms;
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
