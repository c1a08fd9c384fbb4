// Makes agent-preflight-<version>.vsix in the root, or where the first argument says.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageExtension } from './lib/package.mjs';
import { root } from './lib/paths.mjs';

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
try {
  await packageExtension(resolve(process.argv[2] ?? join(root, `${name}-${version}.vsix`)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
