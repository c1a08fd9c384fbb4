// Measures the launcher beside others on the same agents: start, crash, cost, what is left behind (Linux only).
//
//   node scripts/bench-launcher.mjs                         10 and 40 agents
//   node scripts/bench-launcher.mjs --agents 10 --runs 7    fewer agents, more runs
//   node scripts/bench-launcher.mjs --only pm2,runit        these and the shell loop
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchLaunchers } from '../test/bench/launcher/bench-launcher.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    agents: { type: 'string', default: '10,40' },
    only: { type: 'string', default: '' },
    build: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
if (process.platform !== 'linux') throw new Error('This reads /proc, which only Linux has.');
const runs = Number(values.runs);
const counts = values.agents.split(',').map(Number);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs: give a whole number from 1');
if (!counts.every((count) => Number.isInteger(count) && count > 0))
  throw new Error('--agents: give whole numbers from 1, separated by commas');

if (values.build) {
  process.argv.splice(2, process.argv.length, '--quiet', '--production');
  await import('./build.mjs');
}
console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`);
await benchLaunchers({ runs, counts, only: values.only.split(',').filter(Boolean) });
