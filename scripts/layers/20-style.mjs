import { runCheck, sum } from '../lib/layers.mjs';

export default {
  title: 'ESLint and Prettier',
  run: async () =>
    sum([
      await runCheck('eslint/bin/eslint.js', [
        '.',
        '--cache',
        '--cache-location',
        '.cache/eslint/',
        '--max-warnings',
        '0',
      ]),
      await runCheck('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
    ]),
};
