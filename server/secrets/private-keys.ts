import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** A private key: where it is shown to begin, and how far it goes. */
export interface FoundPrivateKey {
  readonly heading: TextRange;
  readonly whole: TextRange;
}

/** Keys under a passphrase are of no use without it; headings that say FAKE or TEST say so themselves. */
const BEGIN =
  /-----BEGIN (?:(?!ENCRYPTED|FAKE|TEST|EXAMPLE|DUMMY)[A-Z0-9_-]+ ){0,6}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 PRIVATE KEY ----/g;
const PUTTY = /^PuTTY-User-Key-File-\d: .+$/gm;

/** Private keys with a real body, at their first line. */
export function findPrivateKeys(text: string): FoundPrivateKey[] {
  const found: FoundPrivateKey[] = [];
  if (text.includes('PRIVATE KEY')) {
    for (const match of text.matchAll(BEGIN)) {
      const start = match.index;
      const bodyStart = start + match[0].length;
      const dashes = text.indexOf('----', bodyStart);
      const end = Math.min(dashes === -1 ? bodyStart + 400 : dashes, bodyStart + 20_000, text.length);
      if (isKeyBody(text.slice(bodyStart, end)))
        found.push({ heading: { start, end: bodyStart }, whole: { start, end } });
    }
  }
  if (text.includes('PuTTY-User-Key-File-')) {
    for (const match of text.matchAll(PUTTY)) {
      const start = match.index;
      const body = text.slice(start, start + 20_000).indexOf('Private-Lines:') + start;
      if (
        body >= start &&
        /^Encryption: none/m.test(text.slice(start, body)) &&
        isKeyBody(text.slice(body, body + 2000))
      )
        found.push({ heading: { start, end: start + match[0].length }, whole: { start, end: body } });
    }
  }
  return found;
}

/** What a key is made of, however its lines are broken, indented or quoted. */
export function keyBody(text: string, { heading, whole }: FoundPrivateKey): string {
  return text
    .slice(heading.end, whole.end)
    .replace(/\\[nr]/g, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
}

/** Digits and letters of both cases, without a break. */
const LINE = /(?=[A-Za-z+/=]{0,60}\d)(?=[a-z0-9+/=]{0,60}[A-Z])(?=[A-Z0-9+/=]{0,60}[a-z])[A-Za-z0-9+/=]{24}/;

/** Line breaks may be written as `\n`; lines may be quoted, indented, numbered or joined by `+`. */
function isKeyBody(body: string): boolean {
  if (/^\s*(?:\\[nr])*Proc-Type: 4,ENCRYPTED/.test(body) || /\.{3}|…/.test(body)) return false;
  // Code behind a heading alone has letters enough, but no line of a key.
  if (!LINE.test(body)) return false;
  const base64 = body
    .replace(/\\[nr]/g, '')
    .replace(/(?:^|\n)[A-Za-z-]+: [^\n]*/g, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
  return base64.length >= 64 && new Set(base64).size >= 20 && !/^(.)\1{15}/.test(base64);
}
