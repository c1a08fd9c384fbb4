import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { TOKEN_FORMATS } from './formats/all-formats';
import type { TokenFormat } from './formats/token-format';
import { LineSearch } from './line-search';
import { MarkerIndex } from './marker-index';
import { isWellKnown } from './well-known-values';
import { hasSequence, isEncodedText, isPlaceholder, sequenceAtStart } from './placeholders';

export interface FoundToken {
  readonly format: TokenFormat;
  readonly range: TextRange;
  /** False when the token's own checksum says that it was made up or mistyped; null where the format carries no proof. */
  readonly proven: boolean | null;
}

const index = new MarkerIndex<TokenFormat>(
  TOKEN_FORMATS.flatMap((format) => format.markers.map((marker) => [marker, format] as const)),
);

const search = new LineSearch<FoundToken>(
  findTokens,
  ({ range }) => range,
  (token, by) => ({ ...token, range: { start: token.range.start + by, end: token.range.end + by } }),
);

/** As `findTokens`, for the text of a document that was perhaps searched before its last edit. */
export function findTokensOf(text: string): readonly FoundToken[] {
  return search.search(text);
}

/** All tokens of known formats in a text, in its order; where two formats match, the one listed first wins. */
export function findTokens(text: string): FoundToken[] {
  const found: FoundToken[] = [];
  index.search(text, (format, at) => {
    const token = tokenAt(text, format, at);
    if (token === null) return;
    const same = lastOverlapping(found, token);
    if (same === -1) found.push(token);
    else if (isBetter(token, found[same] as FoundToken)) found[same] = token;
  });
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** Hits come nearly in order: what overlaps is among the last few. */
function lastOverlapping(found: readonly FoundToken[], { range }: FoundToken): number {
  for (let at = found.length - 1; at >= Math.max(0, found.length - 8); at--) {
    const known = (found[at] as FoundToken).range;
    if (known.start < range.end && range.start < known.end) return at;
  }
  return -1;
}

/** A proof beats none; else what is listed first says more. */
function isBetter(token: FoundToken, known: FoundToken): boolean {
  if ((token.proven === true) !== (known.proven === true)) return token.proven === true;
  if (token.range.end - token.range.start > 1.5 * (known.range.end - known.range.start)) return known.proven !== true;
  return TOKEN_FORMATS.indexOf(token.format) < TOKEN_FORMATS.indexOf(known.format);
}

function tokenAt(text: string, format: TokenFormat, marker: number): FoundToken | null {
  const { pattern } = format;
  // Where the token begins before its marker, the longest beginning that matches counts.
  for (let start = Math.max(0, marker - format.before); start <= marker; start++) {
    if (!isEdge(text, start, format)) continue;
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match === null) continue;
    const [whole] = match;
    const token = match[1] ?? whole;
    const proven = format.proof?.(token) ?? null;
    if (proven !== true && format.onlyProven === true) return null;
    if (isExample(token, format)) return null;
    const end = start + whole.length;
    return { format, range: { start: end - token.length, end }, proven };
  }
  return null;
}

/** A token does not begin inside a word or, where its beginning says little, behind a dot; `\n` and its like, written out, do not belong to it. */
function isEdge(text: string, start: number, { markers }: TokenFormat): boolean {
  const before = text[start - 1];
  if (before === '.' && (markers[0]?.length ?? 0) <= 4) return false;
  if ((before === '/' || before === '+') && isData(text.slice(Math.max(0, start - 24), start))) return false;
  if (!isWordCode(text.charCodeAt(start))) return true;
  if (start === 0 || !isWordCode(text.charCodeAt(start - 1))) return true;
  return text[start - 2] === '\\' && /[nrt]/.test(text[start - 1] ?? '');
}

/** The end of something long in Base64, e.g. of a picture: what looks like a token in it is chance. */
function isData(text: string): boolean {
  return /^[A-Za-z0-9+/]{24}$/.test(text) && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** What stands for a token where a real one would have to be shown. */
const EXAMPLE = /example|sample|placeholder|dummy|redacted|your[-_a-z]|(?<!x)x{4,}(?!.*[0-9].*[0-9].*[0-9])|iosfodnn7/i;

/**
 * Tokens that documentation uses say so. Where a prefix says little, runs and sequences say it too; where it says enough, tokens of that kind are what
 * people make up around a real one, or test accounts.
 */
function isExample(token: string, { before, markers, telling }: TokenFormat): boolean {
  const marker = before > 0 ? undefined : markers.find((each) => token.startsWith(each));
  const body = token.slice(marker?.length ?? 0);
  if (EXAMPLE.test(body) || isPlaceholderWord(body) || isWellKnown(token) || isWellKnown(body)) return true;
  if (/(?:[-_][a-z]{2,9}){6,}|^\d{20,}$/.test(body) || isEncodedText(token)) return true;
  const symbols = new Set(body.replace(/[^A-Za-z0-9]/g, '')).size;
  if (telling) return symbols < 2 || isMasked(body) || /^(.{2,4})\1{3,}$|(\d{3,})-\2-\2-/.test(body);
  return (
    /xxxx|1234567890|abcdefghij|0{10}/i.test(body) ||
    /([^A])\1{7}/.test(body) ||
    hasSequence(body, 6) ||
    isPlaceholder(body) ||
    symbols < Math.min(6, body.length / 2)
  );
}

/** A real token one end of which was written over: `…543210`. Where all of it counts up, it was made up to be found. */
function isMasked(body: string): boolean {
  const start = sequenceAtStart(body);
  const end = sequenceAtStart([...body].reverse().join(''));
  const rest = body.slice(isMask(start) ? start : 0, isMask(end) ? body.length - end : undefined);
  return rest.length < body.length && rest.length >= 16 && !hasSequence(rest, 6);
}

/** Longer ones are numbers that somebody made up. */
function isMask(length: number): boolean {
  return length >= 6 && length <= 9;
}

function isPlaceholderWord(body: string): boolean {
  return /^(?:changeme|secret|token|password|none|null|todo)$/i.test(body);
}
