// Bundles the extension, the command line, the server and the supervisor into dist/.
//
//   node scripts/build.mjs                development: source maps, entries that do not exist yet are named and left out
//   node scripts/build.mjs --strict       a missing entry is an error
//   node scripts/build.mjs --production   strict, minified, without source maps
//   node scripts/build.mjs --watch        rebuilds on change
//   node scripts/build.mjs --quiet        errors only
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { rememberBuild } from './lib/build-state.mjs';
import { bundles, esbuildOptions, hasEntry, wasmFiles, writeExecutable } from './lib/bundles.mjs';
import { thirdPartyLicenses } from './lib/licenses.mjs';
import { root } from './lib/paths.mjs';

const { values: options } = parseArgs({
  options: {
    strict: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const strict = options.strict || options.production;
const outdir = join(root, 'dist');
const licenses = 'third-party-licenses.txt';
const say = options.quiet ? () => {} : console.log;

const present = bundles.filter(hasEntry);
const absent = bundles.filter((bundle) => !hasEntry(bundle) && !bundle.optional);
if (absent.length > 0) {
  const names = absent.map((bundle) => `${bundle.name} (${bundle.entry})`).join(', ');
  if (strict) {
    console.error(`build: no entry point for ${names}`);
    process.exit(1);
  }
  say(`build: left out, no entry point yet: ${names}`);
}

mkdirSync(outdir, { recursive: true });
for (const file of wasmFiles()) copyFileSync(file, join(outdir, basename(file)));

for (const bundle of present) writeExecutable(bundle, outdir);

const settings = present.map((bundle) => esbuildOptions(bundle, { production: options.production, outdir }));
if (options.watch) {
  const contexts = await Promise.all(settings.map((setting) => esbuild.context({ ...setting, logLevel: 'info' })));
  await Promise.all(contexts.map((context) => context.watch()));
  say('build: watching, Ctrl-C ends it');
} else {
  await buildOnce();
}

async function buildOnce() {
  const started = Date.now();
  let results;
  try {
    results = await Promise.all(settings.map((setting) => esbuild.build(setting)));
  } catch {
    // esbuild has already printed what is wrong and where.
    process.exit(1);
  }
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const outputs = results.flatMap((result) => Object.keys(result.metafile.outputs).map((path) => basename(path)));
  outputs.push(...present.filter(({ executable }) => executable).map(({ name }) => `${name}.js`));
  if (options.production) {
    writeFileSync(join(outdir, licenses), thirdPartyLicenses([...inputs, ...wasmFiles()]));
    outputs.push(licenses);
  }
  removeLeftovers(outputs);
  rememberBuild(inputs, { production: options.production, started });
  for (const [index, result] of results.entries()) summarise(present[index].name, result.metafile);
  say(`build: ${present.length} bundles in ${Date.now() - started} ms`);
}

/**
 * What a former build left behind would end up in the package.
 *
 * @param {string[]} written names of the files this build has written
 */
function removeLeftovers(written) {
  const keep = new Set([...written, ...wasmFiles().map((file) => basename(file))]);
  for (const name of readdirSync(outdir)) {
    if (!keep.has(name)) rmSync(join(outdir, name), { recursive: true, force: true });
  }
}

/**
 * One line for each bundle: its size and the three packages that weigh most in it.
 *
 * @param {string} name
 * @param {import('esbuild').Metafile} metafile
 */
function summarise(name, metafile) {
  const outputs = Object.entries(metafile.outputs).filter(([path]) => !path.endsWith('.map'));
  /** @type {Map<string, number>} */
  const weights = new Map();
  for (const [path, { bytesInOutput }] of outputs.flatMap(([, output]) => Object.entries(output.inputs))) {
    const owner = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/')[0];
    weights.set(owner, (weights.get(owner) ?? 0) + bytesInOutput);
  }
  const heaviest = [...weights].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const parts = heaviest.map(([owner, bytes]) => `${owner} ${kilobytes(bytes)}`).join(', ');
  say(
    `  ${name.padEnd(13)} ${kilobytes(outputs.reduce((sum, [, { bytes }]) => sum + bytes, 0)).padStart(7)}  ${parts}`,
  );
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${Math.round(bytes / 1024)} kB`;
}
