import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where test runs leave their reports, screenshots and logs; git ignores it. */
export const testResults = join(root, 'test-results');

/** Downloads and builds that outlive a run; git ignores it. */
export const cache = join(root, '.cache');
