// Runs the unit tests that stand beside their source, or the spec files given on the command line.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

await import('./generate-catalogue.mjs');

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const given = process.argv.slice(2);
const specs = given.some((argument) => !argument.startsWith('-'))
  ? []
  : ['{client,server,stack}/**/*.test.ts', 'test/unit/**/*.test.ts', 'test/corpora/*.test.ts'];
const result = spawnSync(
  process.execPath,
  ['--import', 'tsx', mocha, '--timeout', '20000', '--ignore', '**/node_modules/**', ...given, ...specs],
  { stdio: 'inherit' },
);
process.exit(result.status ?? 1);
