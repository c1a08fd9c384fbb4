import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { LineSearch } from './line-search';
import { isPlaceholder } from './secret-values';
import { TOKEN_FORMATS, type TokenFormat } from './token-formats';

export interface FoundToken {
  readonly format: TokenFormat;
  readonly range: TextRange;
  /** False when the token's own checksum says that it was made up or mistyped. */
  readonly proven: boolean | null;
}

/**
 * One pass that finds out whether any format can match at all: for nearly every file, it is the only one. The alternatives are the
 * formats' own first characters.
 */
const ANY_MARKER = new RegExp(
  [
    '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}',
    '[MNO][A-Za-z\\d]{23,25}\\.[\\w-]{6}\\.',
    '\\d:AA[\\w-]{33}',
    'SK[a-f0-9]{32}',
    'key-[a-f0-9]{32}',
    'pat[A-Za-z0-9]{14}\\.',
    'gh[pousr]_[A-Za-z0-9]{36}',
    'xox[abeoprs]-',
    'hv[sbr]\\.',
    'gl[a-z]{2,5}-',
    'do[opr]_v1_',
    'sntry[su]_',
    ...TOKEN_FORMATS.map((format) => format.marker)
      .filter((marker) => marker.length >= 3 && !['xox', 'pat', ':AA', 'key-', 'sntry'].includes(marker))
      .map((marker) => marker.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
  ].join('|'),
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
  if (!ANY_MARKER.test(text)) return [];
  const found: FoundToken[] = [];
  for (const format of TOKEN_FORMATS) {
    if (!text.includes(format.marker)) continue;
    for (const match of text.matchAll(format.pattern)) {
      const token = match[1] ?? match[0];
      const start = match.index + match[0].indexOf(token);
      const range = { start, end: start + token.length };
      if (isExample(token) || found.some((other) => other.range.start < range.end && range.start < other.range.end))
        continue;
      found.push({ format, range, proven: format.proof?.(token) ?? null });
    }
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** Tokens that documentation uses say so: EXAMPLE, runs of one letter, sequences. */
function isExample(token: string): boolean {
  const body = token.slice(token.search(/[_-]/) + 1);
  return (
    /example|sample|placeholder|dummy|your|xxxx|1234567890|abcdefghij|0{8}|(.)\1{7}/i.test(token) ||
    isPlaceholder(body) ||
    new Set(body).size < 6
  );
}

const BEGIN_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g;

/** Private keys with a real body, at their BEGIN line. */
export function findPrivateKeys(text: string): TextRange[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const found: TextRange[] = [];
  for (const match of text.matchAll(BEGIN_KEY)) {
    const start = match.index;
    const bodyStart = start + match[0].length;
    const end = text.indexOf('-----END', bodyStart);
    const body = text.slice(bodyStart, Math.min(end === -1 ? bodyStart + 400 : end, bodyStart + 20_000));
    // Line breaks may be written as `\n`, lines may be quoted or indented.
    const base64 = body
      .replace(/\\[nr]/g, '')
      .replace(/(?:^|\n)[A-Za-z-]+: [^\n]*/g, '')
      .replace(/[^A-Za-z0-9+/=]/g, '');
    if (base64.length >= 100 && new Set(base64).size >= 20) found.push({ start, end: bodyStart });
  }
  return found;
}
