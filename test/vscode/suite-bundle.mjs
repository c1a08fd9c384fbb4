// Bundles the suite for the extension host, which loads CommonJS only.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** Beside node_modules, so that the suite finds mocha there. */
export const suiteFolder = join(here, '..', '..', '.cache', 'vscode-suite');

/** @returns {Promise<string>} what `extensionTestsPath` must name */
export async function bundleSuite() {
  rmSync(suiteFolder, { recursive: true, force: true });
  const files = readdirSync(join(here, 'suite')).filter((name) => name.endsWith('.ts'));
  await build({
    entryPoints: files.map((name) => join(here, 'suite', name)),
    outdir: suiteFolder,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(suiteFolder, 'index.js');
}
