const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** GitHub tokens end in the CRC32 of what stands between prefix and checksum, in six base-62 digits. */
export function githubChecksum(token: string): boolean {
  return endsInChecksum(token.slice(token.indexOf('_') + 1));
}

export function npmChecksum(token: string): boolean {
  return endsInChecksum(token.slice('npm_'.length));
}

function endsInChecksum(body: string): boolean {
  return base62(crc32(body.slice(0, -6)), 6) === body.slice(-6);
}

/** The checksum digits for a body: used by tests to make tokens that prove themselves. */
export function checksumDigits(body: string): string {
  return base62(crc32(body), 6);
}

function base62(value: number, width: number): string {
  let digits = '';
  for (let rest = value; digits.length < width; rest = Math.floor(rest / 62))
    digits = (BASE62[rest % 62] ?? '') + digits;
  return digits;
}

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The header of a JSON web token is JSON that names an algorithm. */
export function isJsonWebToken(token: string): boolean {
  const header = decodeBase64Url(token.split('.')[0] ?? '');
  try {
    const parsed: unknown = JSON.parse(header);
    return typeof parsed === 'object' && parsed !== null && 'alg' in parsed;
  } catch {
    return false;
  }
}

function decodeBase64Url(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
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
