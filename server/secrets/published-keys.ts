import { crc32 } from './token-proofs';

/** Keys in the samples and tests of Google's own mobile libraries, by their CRC-32: this file is to hold none itself. */
const GOOGLE = new Set([
  0x6b66e8a8, 0xafe8ff3e, 0x3c5d7fda, 0x08394327, 0xfbc47221, 0x6a4f7820, 0x3627aa84, 0x202f468f, 0x1f358cbe,
  0x6b9463f8, 0x94bb94f9, 0x6159ac90, 0xffddd189, 0x5c298136, 0x0ba59aba, 0x7aa120d5,
]);

/** Whether a Google API key is one that everybody who builds Google's libraries has. */
export function isPublishedGoogleKey(key: string): boolean {
  return GOOGLE.has(crc32(key));
}
