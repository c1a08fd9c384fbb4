const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';

/** GitHub tokens end in the CRC32 of what stands between prefix and checksum, in six base-62 digits. */
export function githubChecksum(token: string): boolean {
  return endsInChecksum(token.slice(token.indexOf('_') + 1));
}

export function npmChecksum(token: string): boolean {
  return endsInChecksum(token.slice('npm_'.length));
}

function endsInChecksum(body: string): boolean {
  return checksumDigits(body.slice(0, -6)) === body.slice(-6);
}

/** The checksum digits for a body: used by tests to make tokens that prove themselves. */
export function checksumDigits(body: string): string {
  return digits(crc32(body), BASE62, 6);
}

/** Routable tokens end in the CRC32 of all before it, in seven base-36 digits. */
export function gitlabRoutableChecksum(token: string): boolean {
  return routableChecksumDigits(token.slice(0, -7)) === token.slice(-7);
}

export function routableChecksumDigits(before: string): string {
  return digits(crc32(before), BASE36, 7);
}

/** Atlassian's tokens end in the CRC32 of all before it, in eight hexadecimal digits; the `=` may be written as in a URL. */
export function atlassianChecksum(token: string): boolean {
  const plain = token.replace(/%3d/i, '=');
  return atlassianChecksumDigits(plain.slice(0, -8)) === plain.slice(-8);
}

export function atlassianChecksumDigits(before: string): string {
  return hex(crc32(before)).toUpperCase();
}

/** Cloudflare's tokens: the CRC32 of what stands between prefix and checksum, in hexadecimal digits. */
export function cloudflareChecksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  return hex(crc32(body.slice(0, -8))) === body.slice(-8).toLowerCase();
}

/** Grafana's service account tokens: the CRC32 of prefix and body, its lowest byte first. */
export function grafanaChecksum(token: string): boolean {
  return grafanaChecksumDigits(token.slice(0, -9)) === token.slice(-8).toLowerCase();
}

export function grafanaChecksumDigits(before: string): string {
  return (hex(crc32(before)).match(/../g) ?? []).reverse().join('');
}

/** Older keys are JSON that names its key, its owner and its organisation. */
export function isGrafanaLegacyKey(token: string): boolean {
  const parsed = jsonObject(decodeBase64(token));
  return parsed !== null && 'k' in parsed && 'n' in parsed;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function digits(value: number, alphabet: string, width: number): string {
  let text = '';
  for (let rest = value; text.length < width; rest = Math.floor(rest / alphabet.length))
    text = (alphabet[rest % alphabet.length] ?? '') + text;
  return text;
}

/** CRC-32 as in ZIP and PNG. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The key's id is written in Base32, whose digits are A to Z and 2 to 7. */
export function isAwsAccessKey(token: string): boolean {
  return /^(?:A[KSB]IA|ACCA|A3T[A-Z0-9])[A-Z2-7]{16}$/.test(token);
}

/** Entra's secrets hold their version, `Q~`, behind the fourth character. */
export function isAzureSecret(token: string): boolean {
  return /^.{3}\dQ~.{31,34}$/.test(token) && /[a-z]/.test(token) && /[A-Z]/.test(token);
}

/** PyPI's tokens are macaroons in version 2 with an identifier. */
export function isPypiToken(token: string): boolean {
  const bytes = decodeBase64(token.slice('pypi-'.length));
  return ['\x02\x01\x08pypi.org', '\x02\x01\x0dtest.pypi.org'].some((start) => bytes.startsWith(start));
}

/** The header of a JSON web token is JSON that names an algorithm, and what it claims is JSON, too. */
export function isJsonWebToken(token: string): boolean {
  const [head = '', claims = ''] = token.split('.');
  const header = jsonObject(decodeBase64(head));
  if (header === null || !('alg' in header || 'enc' in header || 'typ' in header)) return false;
  return /^\s*\{\s*(?:"|\}$)/.test(decodeBase64(claims));
}

/** Personal access tokens of Jira's and Confluence's own installations: a number of twelve digits, a colon and twenty bytes. */
export function isDataCenterToken(token: string): boolean {
  return /^\d{12}:/.test(decodeBase64(token));
}

/** A web token that was put into Base64 once more, as it is where it has to be carried as a secret of a cluster. */
export function isBase64WebToken(token: string): boolean {
  const text = decodeBase64(token);
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text) && isJsonWebToken(text);
}

/** A PEM file that was put into Base64 as a whole, as cluster secrets are. */
export function isBase64PrivateKey(token: string): boolean {
  const start = decodeBase64(token.slice(0, 200));
  return /^-----BEGIN [A-Z ]*PRIVATE KEY/.test(start) && !/ENCRYPTED/.test(start);
}

function jsonObject(text: string): object | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' ? parsed : null;
  } catch {
    return null;
  }
}

/** Of either alphabet, padded or not, as one character a byte; the empty string for what is none. */
export function decodeBase64(text: string): string {
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  try {
    return atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
  } catch {
    return '';
  }
}

const BECH32 = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';

/** age keys are Bech32: the last six characters are a checksum over prefix and data. */
export function isBech32Secret(key: string): boolean {
  const separator = key.lastIndexOf('1');
  const prefix = key.slice(0, separator).toLowerCase();
  const data = [...key.slice(separator + 1)].map((symbol) => BECH32.indexOf(symbol));
  if (data.includes(-1)) return false;
  const codes = [...prefix].map((symbol) => symbol.charCodeAt(0));
  return polymod([...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...data]) === 1;
}

function polymod(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    generator.forEach((term, bit) => {
      if ((top >>> bit) & 1) check ^= term;
    });
  }
  return check >>> 0;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** NATS seeds are Base32 of kind, seed and the CRC16 of both, its lower byte first. */
export function isNkeySeed(seed: string): boolean {
  const bytes = base32Bytes(seed);
  const body = bytes.slice(0, -2);
  return crc16(body) === (bytes.at(-2) ?? 0) + (bytes.at(-1) ?? 0) * 256;
}

function base32Bytes(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const symbol of text) {
    value = ((value << 5) | BASE32.indexOf(symbol)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return bytes;
}

/** CRC-16/XMODEM. */
export function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}
