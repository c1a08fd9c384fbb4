import { AI } from './ai';
import { CLOUD } from './cloud';
import { CODE_HOSTING } from './code-hosting';
import { KEYED } from './keyed';
import { KEYS } from './keys';
import { MESSAGING } from './messaging';
import { OPERATIONS } from './operations';
import { PAYMENTS } from './payments';
import type { TokenFormat } from './token-format';

/**
 * Formats as their providers document them and their tokens have them. Where two match at one place the first one wins, so what says more
 * about a token stands before what says less.
 */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  ...CODE_HOSTING,
  ...CLOUD,
  ...AI,
  ...MESSAGING,
  ...PAYMENTS,
  ...OPERATIONS,
  ...KEYS,
  ...KEYED,
];
