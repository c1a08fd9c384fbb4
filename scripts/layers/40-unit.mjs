import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'units, beside their source',
  run: () =>
    runMocha('unit', ['{client,server,stack}/**/*.test.ts', 'test/unit/**/*.test.ts', 'test/corpora/*.test.ts']),
};
