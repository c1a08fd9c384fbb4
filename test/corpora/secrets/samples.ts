import {
  atlassianChecksumDigits,
  checksumDigits,
  crc16,
  grafanaChecksumDigits,
  routableChecksumDigits,
} from '../../../server/secrets/token-proofs';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What a letter in a template stands for. */
const ALPHABETS: Readonly<Record<string, string>> = {
  A: DIGITS + UPPER + LOWER,
  L: LOWER + UPPER,
  h: '0123456789abcdef',
  H: '0123456789ABCDEF',
  d: DIGITS,
  l: DIGITS + LOWER,
  U: DIGITS + UPPER,
  B: `${UPPER}234567`,
  w: `${DIGITS + UPPER + LOWER}-_`,
  b: `${DIGITS + UPPER + LOWER}+/`,
};

/** Symbols that look random, and are the same in every run for the same seed. */
export class Symbols {
  private state: number;

  constructor(seed: string) {
    this.state = [...seed].reduce((state, symbol) => (Math.imul(state, 31) + symbol.charCodeAt(0)) & 0x7fffffff, 17);
  }

  next(limit: number): number {
    this.state = (Math.imul(this.state, 1103515245) + 12345) & 0x7fffffff;
    return (this.state >>> 8) % limit;
  }

  of(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.next(alphabet.length)] ?? '').join('');
  }
}

/**
 * Fills a template: `<A36>` with 36 letters and digits, `<h8>` with hexadecimal digits, `<u>` with a UUID, and so on. No template is a secret, and
 * no secret is written down.
 */
export function fill(template: string, seed = template): string {
  const symbols = new Symbols(seed);
  return template.replace(/<(?:([A-Za-z])(\d+)|u)>/g, (_, letter: string | undefined, length: string | undefined) =>
    letter === undefined
      ? [8, 4, 4, 4, 12].map((each) => symbols.of('0123456789abcdef', each)).join('-')
      : symbols.of(ALPHABETS[letter] ?? '', Number(length)),
  );
}

/** A token with the CRC32 of GitHub's and npm's tokens. */
export function withBase62Checksum(prefix: string, seed = prefix): string {
  const body = fill('<A30>', seed);
  return prefix + body + checksumDigits(body);
}

export function withAtlassianChecksum(template: string): string {
  const before = fill(template);
  return before + atlassianChecksumDigits(before);
}

export function withGrafanaChecksum(): string {
  const before = fill('glsa_<A32>');
  return `${before}_${grafanaChecksumDigits(before)}`;
}

export function withRoutableChecksum(): string {
  const before = fill('glpat-<w36>.12', 'routable');
  return before + routableChecksumDigits(before);
}

/** A JSON web token that says nothing. */
export function jsonWebToken(header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part({ sub: 'agent-17', iat: 1700000017, scope: 'stack' })}.${fill('<w43>', 'signature')}`;
}

/** The seed of a user as NATS makes them: kind, 32 bytes, CRC16, in Base32. */
export function natsSeed(): string {
  const symbols = new Symbols('nats');
  const body = [0x95, 0x00, ...Array.from({ length: 32 }, () => symbols.next(256))];
  const sum = crc16(body);
  return base32([...body, sum & 0xff, sum >> 8]);
}

function base32(bytes: readonly number[]): string {
  const alphabet = ALPHABETS.B ?? '';
  let bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  bits = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)] ?? '').join('');
}

/** A private key's block with a body that nothing was locked with. */
export function privateKey(kind = 'RSA ', lineEnd = '\n'): string {
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} ${kind}PRIV`);
  const lines = Array.from({ length: 12 }, (_, line) => fill('<b64>', `${kind}${line}`));
  return [`${begin}ATE KEY-----`, ...lines, `${end}ATE KEY-----`].join(lineEnd);
}

/** Values for names: no scanner takes these parts for anything. */
export const KEY = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');
export const LONG_KEY = fill('<A40>', 'long key');
export const HEX_KEY = fill('<h32>', 'hex key');
export const PASSWORD = ['r4tT', 'leQ9'].join('');
export const WEAK = ['hunt', 'er22'].join('');
