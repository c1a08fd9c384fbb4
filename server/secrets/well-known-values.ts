import { secretDigest } from './secret-digest';

/**
 * Digests of what providers publish for everybody to try their products with, and of keys that are part of programs everybody has: nothing of value is
 * behind them. Well-known defaults of signing keys are not among them: who runs with one can be broken into.
 */
const WELL_KNOWN: ReadonlySet<number> = new Set([
  // The accounts of Azure's storage and Cosmos DB emulators.
  0xf5a94f4670ca1, 0x1a49cac3661738,
  // Stripe's documentation.
  0x16c9e74a93e3e, 0x4b8267f29029b,
  // reCAPTCHA's key that lets everybody pass.
  0x7c05a87120690,
  // The first account of Anvil and Hardhat.
  0x499c288834591,
  // Google keys that samples and programs of Google itself carry.
  0x1603a670a7b1bc, 0x105ed826f89744, 0x934da8a46ec3b, 0x1b03f0f31eb5bb, 0x1abb66581a5614, 0x174738bc80e046,
  0x1a704365f49c7d, 0x155a75cce4bd53, 0x1c9427429ef4f8, 0x15c7e4bc8bb5a5, 0x1c71621b8c77c9, 0xc4f067376857c,
  0x773b3a8eac777, 0x92ee995ccd1cc, 0xe60d7ad9bd81, 0x1c65023140df14,
]);

/** Whether a value is known to everybody, so that nobody is harmed by it. */
export function isWellKnown(value: string): boolean {
  return value.length >= 32 && WELL_KNOWN.has(secretDigest(value.replace(/^0x/, '')));
}

/** The tokens that jwt.io shows: they open nothing, but who copies them often copies the key that they were signed with, too. */
const SAMPLES: ReadonlySet<number> = new Set([0x11abd2775efe29, 0x180b5d2712caeb]);

/** Whether a token is one that everybody copies to show what such a token looks like. */
export function isSampleToken(value: string): boolean {
  return value.startsWith('eyJ') && SAMPLES.has(secretDigest(value));
}
