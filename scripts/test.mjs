// Runs every layer of the tests, one after the other, and ends with the line `N passed, N failed`.
//
//   npm test                              everything, from a fresh clone too
//   npm test -- --only unit,protocol      some layers
//   npm test -- --list                    what there is
//
// With CI=true a skipped test counts as a failure: there, everything it needs can be installed.
import { parseArgs } from 'node:util';
import { installDependencies } from './lib/dependencies.mjs';
import { loadLayers, sum } from './lib/layers.mjs';
import { onStopRequest } from './lib/run.mjs';
import { provide } from './lib/system-packages.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, list: { type: 'boolean', default: false } },
});
const ci = process.env.CI === 'true';

/** @typedef {import('./lib/layers.mjs').NamedLayer} NamedLayer */
/** @typedef {import('./lib/layers.mjs').Counts} Counts */

let interrupted = false;
onStopRequest(() => (interrupted = true));

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main() {
  const layers = selected(await loadLayers(), options.only);
  if (options.list) {
    for (const layer of layers) console.log(`${layer.name.padEnd(12)} ${layer.title}`);
    return 0;
  }
  await installDependencies();
  await import('./generate-catalogue.mjs');
  const missing = new Set(await provide(layers.flatMap((layer) => layer.requires ?? [])));

  /** @type {{ layer: NamedLayer, counts: Counts, seconds: number }[]} */
  const results = [];
  for (const layer of layers) {
    if (interrupted) break;
    console.log(`\n=== ${layer.name}: ${layer.title}`);
    const started = performance.now();
    const lacking = (layer.requires ?? []).filter((requirement) => missing.has(requirement));
    const counts = lacking.length > 0 ? skip(lacking) : await runLayer(layer);
    results.push({ layer, counts, seconds: (performance.now() - started) / 1000 });
  }
  return summarise(results);
}

/**
 * @param {NamedLayer[]} layers
 * @param {string | undefined} only names, separated by commas
 */
function selected(layers, only) {
  if (!only) return layers;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !layers.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    const known = layers.map((layer) => layer.name).join(', ');
    throw new Error(`No such test layer: ${unknown.join(', ')}. There are: ${known}.`);
  }
  return layers.filter((layer) => names.includes(layer.name));
}

/** @param {NamedLayer} layer @returns {Promise<Counts>} */
async function runLayer(layer) {
  try {
    return await layer.run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** @param {import('./lib/system-packages.mjs').Requirement[]} lacking @returns {Counts} */
function skip(lacking) {
  const names = lacking.map((requirement) => requirement.command ?? `Python's ${requirement.python}`);
  console.log(`skipped as a whole: ${names.join(', ')} not found`);
  return { passed: 0, failed: 0, skipped: 1 };
}

/** @param {{ layer: NamedLayer, counts: Counts, seconds: number }[]} results */
function summarise(results) {
  console.log('\n=== summary');
  for (const { layer, counts, seconds } of results) {
    console.log(`${layer.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${closingLine(counts)}`);
  }
  const total = sum(results.map((result) => result.counts));
  if (ci && total.skipped > 0) {
    console.log(`With CI=true nothing may be skipped: ${total.skipped} skipped count as failed.`);
    total.failed += total.skipped;
    total.skipped = 0;
  }
  if (interrupted) console.log('Interrupted before the end.');
  console.log(closingLine(total));
  return total.failed > 0 || interrupted || total.passed === 0 ? 1 : 0;
}

/** @param {Counts} counts */
function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
