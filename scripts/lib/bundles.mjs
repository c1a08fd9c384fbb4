// Which bundles make up the product, and how each is put together.
import { createRequire } from 'node:module';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} Bundle
 * @property {string} name file name in dist/, without extension
 * @property {string} entry entry point, relative to the root
 * @property {'node' | 'browser'} platform
 * @property {boolean} [executable] a command line: an executable file that loads its main module, which is in several pieces, so that each
 *   command loads only what it needs
 * @property {boolean} [optional] its entry may be missing even in a strict build
 */

/** What the client loads when somebody asks for it: as much code again, which would slow down every start of the extension. */
const laterPart = {
  name: 'remote-stack',
  entry: 'stack/remote/watch-startup-file.ts',
  module: '@agent-preflight/stack/remote/watch-startup-file',
};

/** @type {Bundle[]} */
export const bundles = [
  { name: 'client', entry: 'client/extension.ts', platform: 'node' },
  { name: laterPart.name, entry: laterPart.entry, platform: 'node' },
  { name: 'server', entry: 'server/lsp/main.ts', platform: 'node' },
  { name: 'cli', entry: 'server/cli/main.ts', platform: 'node', executable: true },
  { name: 'check-worker', entry: 'server/cli/check-worker.ts', platform: 'node', optional: true },
  { name: 'supervisor', entry: 'stack/supervisor/main.ts', platform: 'node' },
  { name: 'metrics-exporter', entry: 'stack/metrics/main.ts', platform: 'node' },
  { name: 'client-web', entry: 'client/extension-web.ts', platform: 'browser', optional: true },
  { name: 'server-web', entry: 'server/lsp/main-web.ts', platform: 'browser' },
];

/** WebAssembly modules that are loaded from beside the bundles at run time. */
const wasm = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-python/tree-sitter-python.wasm',
  'tree-sitter-typescript/tree-sitter-typescript.wasm',
  'tree-sitter-typescript/tree-sitter-tsx.wasm',
  'tree-sitter-javascript/tree-sitter-javascript.wasm',
  'tree-sitter-rust/tree-sitter-rust.wasm',
];

/** @returns {string[]} absolute paths of the files copied into dist/ unchanged */
export function wasmFiles() {
  const require = createRequire(join(root, 'server', 'package.json'));
  return wasm.map((name) => require.resolve(name));
}

/** @param {Bundle} bundle */
export function hasEntry(bundle) {
  return existsSync(join(root, bundle.entry));
}

/**
 * @param {Bundle} bundle
 * @param {{ production: boolean, outdir: string }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function esbuildOptions(bundle, { production, outdir }) {
  const node = bundle.platform === 'node';
  return {
    absWorkingDir: root,
    entryPoints: { [bundle.executable ? mainModule(bundle) : bundle.name]: bundle.entry },
    outdir,
    bundle: true,
    format: bundle.name === 'server-web' ? 'iife' : 'cjs',
    platform: bundle.platform,
    target: node ? 'node20' : 'es2022',
    // The ES builds first: the UMD builds of several VS Code libraries hide their imports from a bundler.
    mainFields: node ? ['module', 'main'] : ['browser', 'module', 'main'],
    // web-tree-sitter reaches for these only after it has seen that it runs in Node.
    external: node ? ['vscode'] : ['vscode', 'module', 'fs', 'fs/promises', 'path', 'url'],
    minify: production,
    keepNames: production,
    sourcemap: production ? false : 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    ...(bundle.name === 'client' ? loadsLater : {}),
    ...(bundle.executable ? inPieces(bundle) : node ? importMetaUrl : browserImportMetaUrl),
  };
}

/** @type {import('esbuild').BuildOptions} */
const loadsLater = {
  alias: { [laterPart.module]: `./${laterPart.name}.js` },
  external: ['vscode', `./${laterPart.name}.js`],
  // By `require`, as VS Code loads the client itself.
  supported: { 'dynamic-import': false },
};

/** @param {Bundle} bundle */
function mainModule(bundle) {
  return `${bundle.name}-main`;
}

/**
 * Writes the file itself that is called, for bundles that have one.
 *
 * @param {Bundle} bundle
 * @param {string} outdir
 */
export function writeExecutable(bundle, outdir) {
  if (!bundle.executable) return;
  const text = `#!/usr/bin/env node\nimport('./${mainModule(bundle)}.mjs');\n`;
  writeFileSync(join(outdir, `${bundle.name}.js`), text, { mode: 0o755 });
}

/**
 * Only ES modules can be split. What CommonJS has by nature is made for them, since sources and packages count on it.
 *
 * @param {Bundle} bundle
 * @returns {import('esbuild').BuildOptions}
 */
function inPieces(bundle) {
  const made = [
    `import { createRequire as __createRequire } from 'node:module';`,
    `import { dirname as __dirOf } from 'node:path';`,
    `import { fileURLToPath as __pathOf } from 'node:url';`,
    `const require = __createRequire(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __dirOf(__filename);`,
  ];
  return {
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${bundle.name}-[name]-[hash]`,
    banner: { js: made.join('\n') },
  };
}

/**
 * Nothing can be found beside a blob, and web-tree-sitter fails where it computes an address from one, although it is given what it would
 * load from there.
 */
const browserImportMetaUrl = {
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: {
    js: `var __importMetaUrl = self.location.protocol === 'blob:' ? 'http://localhost/' : self.location.href;`,
  },
};

/** Gives CommonJS bundles an `import.meta.url`: esbuild leaves it empty there, and web-tree-sitter, which computes the place of its .wasm
 * from it, then ends the process without a word. */
const importMetaUrl = {
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: `const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
};
