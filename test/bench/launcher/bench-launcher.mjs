// Runs every launcher on the same agents in one go and prints how they compare.
import { duration, quantile, table } from '../measure.mjs';
import { life, ownStartTime, timeToHealthy } from './measures.mjs';
import agentPreflight from './peers/agent-preflight.mjs';
import concurrently from './peers/concurrently.mjs';
import mprocs from './peers/mprocs.mjs';
import pm2 from './peers/pm2.mjs';
import runit from './peers/runit.mjs';
import shell from './peers/shell.mjs';
import supervisord from './peers/supervisord.mjs';

/** @typedef {import('./launcher.mjs').Launcher} Launcher */

const ALL = [shell, agentPreflight, pm2, supervisord, mprocs, concurrently, runit];
const CHAIN_LENGTH = 5;
const CHAIN_LOADING_SECONDS = 0.3;

/**
 * @param {{ runs: number, counts: readonly number[], only: readonly string[] }} options `only`: names of launchers; all when empty. The
 *   shell loop, against which all are measured, is always among them
 */
export async function benchLaunchers({ runs, counts, only }) {
  const launchers = await ready(
    ALL.filter(({ name }) => only.length === 0 || name === shell.name || only.includes(name)),
  );
  for (const count of counts) {
    await compareStarts(launchers, count, runs);
    await compareLives(launchers, count);
  }
  await chain(runs);
}

/** @param {readonly Launcher[]} launchers */
async function ready(launchers) {
  const found = [];
  for (const launcher of launchers) {
    const missing = await launcher.prepare();
    if (missing) console.log(`left out: ${missing}`);
    else found.push(launcher);
  }
  return found;
}

/** In turns, so that whatever else the machine does hits all of them. @param {readonly Launcher[]} launchers @param {number} count @param {number} runs */
async function compareStarts(launchers, count, runs) {
  /** @type {Map<string, number[]>} */
  const times = new Map(launchers.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const launcher of launchers) {
      const milliseconds = await timeToHealthy(launcher, count);
      if (milliseconds !== null) times.get(launcher.name)?.push(milliseconds);
    }
  }
  const baseline = quantile(times.get(shell.name) ?? [], 0.5);
  const rows = [...times].map(([name, values]) => {
    if (values.length === 0) return [name, '–', '–', 'never all healthy'];
    const median = quantile(values, 0.5);
    return [
      name,
      duration(median),
      (median / baseline).toFixed(2),
      `${duration(Math.min(...values))} – ${duration(Math.max(...values))}`,
    ];
  });
  table(`${count} agents: from the command to all healthy (${runs} runs)`, [
    ['', 'median', 'shell = 1', 'range'],
    ...rows,
  ]);
}

/** @param {readonly Launcher[]} launchers @param {number} count */
async function compareLives(launchers, count) {
  const rows = [];
  for (const launcher of launchers) {
    const figures = await life(launcher, count);
    if (!figures) {
      rows.push([launcher.name, 'never all healthy', '', '', '', '', '']);
      continue;
    }
    rows.push([
      launcher.name,
      launcher.restarts ? '–' : figures.crashMs === null ? 'never' : duration(figures.crashMs),
      launcher.restarts ? '–' : String(figures.leftByCrash),
      String(figures.leftByStop),
      megabytes(figures.memoryBytes),
      megabytes(figures.privateBytes),
      `${figures.cpuPercent.toFixed(1)} %`,
    ]);
  }
  const titles = ['', 'crash to healthy', 'left by crash', 'left by stop', 'memory', 'of it private', 'CPU at rest'];
  table(`${count} agents with two workers each that ignore SIGTERM`, [titles, ...rows]);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MB`;
}

/** @param {number} runs */
async function chain(runs) {
  const alone = [];
  const together = [];
  for (let run = 0; run < runs; run++) {
    alone.push((await ownStartTime(shell, CHAIN_LOADING_SECONDS)) ?? Number.NaN);
    const options = { chain: true, loadingSeconds: CHAIN_LOADING_SECONDS };
    together.push((await timeToHealthy(agentPreflight, CHAIN_LENGTH, options)) ?? Number.NaN);
  }
  const sum = quantile(alone, 0.5) * CHAIN_LENGTH;
  const whole = quantile(together, 0.5);
  table(`${CHAIN_LENGTH} agents, each waiting for the one before, ${CHAIN_LOADING_SECONDS} s to load each`, [
    ['', 'median', 'sum = 1'],
    ['sum of their own start times', duration(sum), '1.00'],
    ['agent-preflight', duration(whole), (whole / sum).toFixed(2)],
  ]);
}
