/**
 * A number of 53 bits that tells two texts apart without telling the texts: for comparing secrets where they must not be kept. Whoever has the key
 * and the digest can try guesses, so digests stay in memory.
 */
export function secretDigest(text: string, key = 0): number {
  let low = 0xdeadbeef ^ key;
  let high = 0x41c6ce57 ^ key;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = mixed(low) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae3d);
  high = mixed(high) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae3d);
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}

function mixed(lane: number): number {
  return Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
}
